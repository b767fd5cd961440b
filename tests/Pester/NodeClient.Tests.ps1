#Requires -Version 7.4
<#
    Another client as the judge of the sandbox: what @larksuiteoapi/node-sdk lists and downloads from it must be what the module does.
    Skipped by name where there is no node, or where the package cannot be had.
#>

BeforeDiscovery {
    $why = $null
    $packages = $null
    if (@(Get-Command node, npm -CommandType Application -TotalCount 1 -ErrorAction Ignore).Count -lt 2) {
        $why = 'there is no node with npm'
    }
    else {
        $packages = [IO.Directory]::CreateTempSubdirectory('lark-node-').FullName
        $null = npm install --prefix $packages --no-audit --no-fund --ignore-scripts '@larksuiteoapi/node-sdk@1' 2>&1
        if (-not (Test-Path (Join-Path $packages node_modules/@larksuiteoapi/node-sdk))) {
            $why = 'npm could not get @larksuiteoapi/node-sdk'
        }
    }

    if ($why) {
        Write-Warning "NodeClient.Tests.ps1 is skipped: $why."
    }
}

Describe 'The client @larksuiteoapi/node-sdk' -Skip:([bool]$why) -ForEach @{ Packages = $packages } {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
        Import-Module (Get-ModulePath)
        $server = Start-SandboxServer
        Connect-Sandbox $server

        function Invoke-Node([string] $Script, [string] $Id) {
            # A proxy of the machine is no way to 127.0.0.1.
            $env:NO_PROXY = $env:no_proxy = '127.0.0.1'
            $lines = node (Join-Path $PSScriptRoot "../NodeClient/$Script") $Packages $server.BaseUri.GetLeftPart('Authority') $Id
            $LASTEXITCODE | Should -Be 0
            $lines | ConvertFrom-Json
        }
    }

    AfterAll {
        Disconnect-Lark
        Stop-SandboxServer $server
        Remove-Item $Packages -Recurse -Force
    }

    It 'lists the same messages of <Chat> and downloads the same bytes' -ForEach @(
        @{ Chat = 'oc_sandbox_finance_team' }, @{ Chat = 'oc_sandbox_odd_name' }, @{ Chat = 'oc_sandbox_bulk' }
    ) {
        $theirs = @(Invoke-Node list.mjs $Chat)
        $ours = @(Get-LarkMessage -ChatId $Chat)
        $theirs.messageId | Should -Be $ours.MessageId
        $theirs.type | Should -Be $ours.MessageType
        $theirs.deleted | Should -Be $ours.IsDeleted
        $theirs.sender | Should -Be $ours.SenderId
        $theirs.time | Should -Be $ours.ForEach{ [string]$_.CreateTime.ToUnixTimeMilliseconds() }

        $expected = @{}
        $ours | Where-Object MessageType -In image, file, audio, media | Get-LarkMessageResource -WarningAction SilentlyContinue | ForEach-Object { $expected[$_.FileKey] = $_ }
        $theirs.resources | Should -HaveCount $expected.Count
        foreach ($resource in $theirs.resources) {
            $resource.sha256 | Should -Be $expected[$resource.key].Sha256 -Because $resource.key
            $resource.length | Should -Be $expected[$resource.key].Length -Because $resource.key
        }
    }

    It 'reads the same messages inside a forward' {
        $flat = foreach ($child in (Get-LarkMessage om_sandbox_forward_levels).Children) { $child; $child.Children; $child.Children.Children }
        $theirs = @(Invoke-Node forward.mjs om_sandbox_forward_levels)
        @($theirs.messageId | Select-Object -Skip 1 | Sort-Object) | Should -Be @($flat.MessageId | Sort-Object)
    }
}
