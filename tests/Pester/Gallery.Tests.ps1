#Requires -Version 7.4
<#
    The page of an export in a real browser, opened as a file. tests/Gallery has what is done there.
    Skipped by name where there is no node, no chromium (the environment variable CHROMIUM names one), or where its driver cannot be had.
#>

BeforeDiscovery {
    $why = $null
    $checks = @(@{ Name = 'looks at the page' })
    $packages = $null
    $source = Join-Path $PSScriptRoot '../Gallery'
    $chromium = $env:CHROMIUM ? $env:CHROMIUM :
        (Get-Command chromium, chromium-browser, google-chrome -CommandType Application -TotalCount 1 -ErrorAction Ignore | Select-Object -First 1).Source
    if (@(Get-Command node, npm -CommandType Application -TotalCount 1 -ErrorAction Ignore).Count -lt 2) {
        $why = 'there is no node with npm'
    }
    elseif (-not $chromium) {
        $why = 'there is no chromium'
    }
    else {
        $packages = [IO.Directory]::CreateTempSubdirectory('lark-gallery-').FullName
        Copy-Item (Join-Path $source package.json), (Join-Path $source package-lock.json) $packages
        $null = npm ci --prefix $packages --no-audit --no-fund --ignore-scripts 2>&1
        if (Test-Path (Join-Path $packages node_modules/playwright-core)) {
            $checks = @('check.mjs', 'check-conversation.mjs' | ForEach-Object { node (Join-Path $source $_) } | ForEach-Object { @{ Name = $_ } })
        }
        else {
            $why = 'npm could not get playwright-core'
        }
    }

    $title = 'The page of an export in a browser' + ($why ? " (skipped: $why)" : '')
    if ($why) {
        Write-Warning "Gallery.Tests.ps1 is skipped: $why."
    }
}

Describe $title -Skip:([bool]$why) -ForEach @{ Packages = $packages; Chromium = $chromium } {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
        Import-Module (Get-ModulePath)
        $source = Join-Path $PSScriptRoot '../Gallery'
        $files = (New-Item -ItemType Directory (Join-Path $TestDrive files)).FullName
        $export = (New-Item -ItemType Directory (Join-Path $TestDrive export)).FullName

        function Invoke-Node([string] $Script) {
            node (Join-Path $source $Script) @args
            $LASTEXITCODE | Should -Be 0 -Because $Script
        }

        # What chats hold: pictures, a voice note, a video and a document of the simulated tenant, and some that the browser makes.
        Connect-Lark -Sandbox
        'om_sandbox_image', 'om_sandbox_photo', 'om_sandbox_report', 'om_sandbox_voice', 'om_sandbox_video' |
            ForEach-Object { Get-LarkMessage $_ -ErrorAction Stop } | Get-LarkMessageResource -ErrorAction Stop -OutFile "$files/"
        Invoke-Node make-media.mjs $Packages $Chromium $files
        Invoke-Node make-export.mjs $files $export 5000

        (Export-LarkChatResource -Destination $export -Gallery -PassThru).Name | Should -Be index.html

        $outcomes = @{}
        Invoke-Node check.mjs $Packages $Chromium $export | ConvertFrom-Json | ForEach-Object { $outcomes[$_.name] = $_ }

        # The same export with what was said around the files: more than fits into the page, so that some of it is beside it.
        Invoke-Node make-messages.mjs $export 3000
        (Export-LarkChatResource -Destination $export -Gallery -PassThru).Name | Should -Be index.html
        Invoke-Node check-conversation.mjs $Packages $Chromium $export | ConvertFrom-Json | ForEach-Object { $outcomes[$_.name] = $_ }
    }

    AfterAll {
        Disconnect-Lark
        if ($Packages) {
            Remove-Item $Packages -Recurse -Force
        }
    }

    It '<Name>' -ForEach $checks {
        $outcomes[$Name].why | Should -BeNullOrEmpty
        $outcomes[$Name].ok | Should -BeTrue
    }
}
