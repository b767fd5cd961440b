#Requires -Version 7.4
# The help is part of the product: every cmdlet and every parameter has its text, and every text belongs to one.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $pages = Get-HelpPage
    $platyPS = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE ([version] '1.0')
}

BeforeAll {
    . $PSScriptRoot/HelpPage.ps1
    Import-Module $ModuleManifest -Force
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
}

Describe 'Help pages' {
    It 'exist for exactly the exported cmdlets' {
        (Get-HelpPage).Name | Should -Be (Get-Command -Module LarkResources | Sort-Object Name).Name
    }
}

Describe 'Help of <_.Name>' -ForEach $pages {
    BeforeAll {
        $page = $_
        $command = Get-Command $page.Name -Module LarkResources
        $help = Get-Help $page.Name -Full
        $real = @($command.Parameters.Values.Name | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::CommonParameters })
    }

    It 'has no hole' {
        [regex]::Matches($page.Text, '\{\{.*|TODO.*|.*Fill in').Value | Should -BeNullOrEmpty
    }

    It 'describes exactly the real parameters' {
        $page.Parameters.Name | Sort-Object | Should -Be ($real | Sort-Object)
        $page.Parameters | Where-Object Description -NotMatch '\.$' | Should -BeNullOrEmpty
    }

    It 'has plain text where Get-Help shows it as it is' {
        $texts = @($page.Parameters.Description; $page.Synopsis; Get-Section $page.Text DESCRIPTION)
        $texts -match '`|\*\*|\]\(' | Should -BeNullOrEmpty
    }

    It 'tells the range and the default value of numbers' {
        $fresh = $command.ImplementingType::new()
        foreach ($parameter in $page.Parameters) {
            $range = $command.Parameters[$parameter.Name].Attributes.Where{ $_ -is [ValidateRange] }
            if ($range -and $range.MaxRange -ne [long]::MaxValue) {
                $parameter.Description | Should -Match "from $($range.MinRange) to $($range.MaxRange)\b"
                $parameter.Default | Should -Be ([string] $fresh.($parameter.Name))
            }
        }
    }

    It 'links to the page of the API that the cmdlet links to' {
        $page.HelpUri | Should -Be $command.HelpUri
        Get-Section $page.Text 'RELATED LINKS' | Should -Match ([regex]::Escape("]($($command.HelpUri))"))
    }

    It 'has examples whose cmdlets and parameters are real' {
        $page.Examples | Should -Not -BeNullOrEmpty
        foreach ($use in $page.Examples.Code | ForEach-Object { Get-CmdletUse $_ }) {
            $called = Get-Command $use.Name -Module LarkResources -ErrorAction Stop
            $use.Parameters | Where-Object { $_ -notin $called.Parameters.Keys } | Should -BeNullOrEmpty -Because "$($use.Name) has no such parameter"
        }
    }

    It 'has an example for every parameter' {
        $used = $page.Examples.Code | ForEach-Object { Get-CmdletUse $_ } | Where-Object Name -EQ $page.Name
        $piped = $command.Parameters.Values.Where{ $_.Attributes.ValueFromPipeline -contains $true }.Name
        $real | Where-Object { $_ -notin $used.Parameters + $piped } | Should -BeNullOrEmpty
    }

    It 'is what Get-Help shows' {
        $help.Synopsis.Trim() | Should -Be $page.Synopsis
        $described = @($help.parameters.parameter).Where{ $_ }
        foreach ($parameter in $page.Parameters) {
            $shown = $described | Where-Object name -EQ $parameter.Name
            ($shown.description.Text -join "`n").Trim() | Should -Be $parameter.Description
        }

        $codes = @($help.examples.example).ForEach{ $_.code.ReplaceLineEndings("`n").Trim() }
        $codes | Should -Be $page.Examples.Code
    }

    It 'has the form that PlatyPS asks for' -Skip:(-not $platyPS) {
        Import-Module Microsoft.PowerShell.PlatyPS
        Test-MarkdownCommandHelp -Path $page.Path | Should -BeTrue
    }

    It 'has the syntax of the cmdlet' {
        $written = [regex]::Matches((Get-Section $page.Text SYNTAX), '(?ms)^```\n(.*?)\n```').ForEach{ $_.Groups[1].Value -replace '\s+', ' ' }
        $actual = (Get-Command $page.Name -Syntax).Split("`n").Trim().Where{ $_ } -replace ' \[<CommonParameters>\]$'
        $written | Sort-Object | Should -Be ($actual | Sort-Object)
    }
}

Describe 'The help that is kept' {
    It 'is made of the pages as they are' -Skip:(-not $platyPS) {
        pwsh -NoProfile -NonInteractive -File $HelpFolder/Build-Help.ps1 -Destination $TestDrive
        $LASTEXITCODE | Should -Be 0
        $name = 'LarkResources.PS.dll-Help.xml'
        $kept = (Get-Content $HelpFolder/en-US/$name -Raw).ReplaceLineEndings("`n")
        $kept -ceq (Get-Content $TestDrive/$name -Raw) | Should -BeTrue -Because 'docs/help/Build-Help.ps1 must be run after a page was changed'
    }

    It 'is staged with the module' {
        $name = 'en-US/LarkResources.PS.dll-Help.xml'
        Get-Content "$(Split-Path $ModuleManifest)/$name" -Raw | Should -Be (Get-Content $HelpFolder/$name -Raw)
    }
}

Describe 'Build-Help.ps1' {
    It 'fails with one clear sentence where PlatyPS is not installed' {
        $nothing = New-Item $TestDrive/empty -ItemType Directory -Force
        $said = pwsh -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$nothing'; & '$HelpFolder/Build-Help.ps1' -Destination '$nothing'; exit `$LASTEXITCODE" 2>&1
        $LASTEXITCODE | Should -Be 1
        $said | Should -Match 'Microsoft.PowerShell.PlatyPS 1.0 or later is not installed'
        Get-ChildItem $nothing | Should -BeNullOrEmpty
    }
}
