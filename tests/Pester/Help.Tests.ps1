#Requires -Version 7.4
# What a person sees with Get-Help, in the real shell and in the language of that shell.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $platyPS = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE ([version] '1.0')
    $whyNoPlatyPS = $platyPS ? '' : ' (skipped: Microsoft.PowerShell.PlatyPS 1.0 is not installed)'
    $pages = foreach ($culture in 'en-US', 'zh-CN') {
        foreach ($page in Get-HelpPage $culture) { @{ Culture = $culture; Page = $page; Name = $page.Name } }
    }
    $languages = @(
        foreach ($shell in 'en-GB', 'de-DE', '') { @{ Shell = $shell; Culture = 'en-US' } }
        foreach ($shell in 'zh-Hans-CN', 'zh-Hans', 'zh-SG', 'zh', 'zh-TW', 'zh-HK') { @{ Shell = $shell; Culture = 'zh-CN' } }
    )
}

BeforeAll {
    . $PSScriptRoot/HelpPage.ps1
    $pwsh = & $PSScriptRoot/Get-ShellCommand.ps1

    # Get-Help keeps the language in which it has first read the help of a module, so each language has a shell of its own.
    function Get-ShownHelp([string] $Culture) {
        $script = {
            param($Manifest, $Culture)
            [cultureinfo]::CurrentUICulture = $Culture
            Import-Module $Manifest
            $commands = foreach ($command in Get-Command -Module LarkResources) {
                $help = Get-Help $command.Name -Full
                @{
                    Name       = $command.Name
                    Synopsis   = $help.Synopsis.Trim()
                    Parameters = @($help.parameters.parameter).Where{ $_ }.ForEach{ @{ Name = $_.name; Text = ($_.description.Text -join "`n").Trim() } }
                    Codes      = @($help.examples.example).ForEach{ $_.code.ReplaceLineEndings("`n").Trim() }
                    Titles     = @($help.examples.example).ForEach{ $_.title.Trim('-', ' ') }
                }
            }
            $listed = Get-Help about_Lark*
            $topics = foreach ($name in 'about_LarkResources', 'about_LarkErrors', 'about_LarkAutomation') {
                @{ Name = $name; Text = (Get-Help $name | Out-String -Width 200); Synopsis = "$(($listed | Where-Object Name -EQ $name).Synopsis)".Trim() }
            }
            [Console]::OutputEncoding = [Text.UTF8Encoding]::new()
            @{ Commands = @($commands); Topics = @($topics) } | ConvertTo-Json -Depth 6 -Compress
        }
        $encoding = [Console]::OutputEncoding
        [Console]::OutputEncoding = [Text.UTF8Encoding]::new()
        try {
            & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; & {$script} '$ModuleManifest' '$Culture'" | ConvertFrom-Json
        }
        finally {
            [Console]::OutputEncoding = $encoding
        }
    }
}

Describe 'Get-Help in a shell in another language' {
    # A runspace has not read the help of any module yet, either.
    It 'speaks <Culture> where the language is "<Shell>"' -ForEach $languages {
        $page = @(Get-HelpPage $Culture)[0]
        $other = [powershell]::Create()
        try {
            $synopsis, $topic = $other.AddScript({
                    param($Manifest, $Language, $Name)
                    [cultureinfo]::CurrentUICulture = $Language
                    Import-Module $Manifest
                    (Get-Help $Name).Synopsis.Trim()
                    Get-Help about_LarkResources | Out-String
                }).AddArgument($ModuleManifest).AddArgument($Shell).AddArgument($page.Name).Invoke()
        }
        finally {
            $other.Dispose()
        }
        $synopsis | Should -BeExactly $page.Synopsis
        $topic.Contains((Get-Content "$HelpFolder/$Culture/about_LarkResources.help.txt")[4].Trim()) | Should -BeTrue -Because $topic
    }
}

Describe 'Get-Help in a shell in <_>' -ForEach 'en-US', 'zh-CN' {
    BeforeAll {
        $Culture = $_
        $shown = Get-ShownHelp $Culture
        $written = @(Get-HelpPage $Culture)
    }

    It 'shows every page as it is written' {
        $shown.Commands.Name | Should -Be $written.Name
        foreach ($page in $written) {
            $help = $shown.Commands | Where-Object Name -EQ $page.Name
            $help.Synopsis | Should -Be $page.Synopsis
            $help.Codes | Should -Be $page.Examples.Code
            $help.Titles | Should -Be $page.Examples.Title
            foreach ($parameter in $page.Parameters) {
                ($help.Parameters | Where-Object Name -EQ $parameter.Name).Text | Should -Be $parameter.Description
            }
        }
    }

    It 'lists the topics with their synopsis' {
        foreach ($topic in $shown.Topics) {
            $topic.Synopsis | Should -BeExactly (Get-Content "$HelpFolder/$Culture/$($topic.Name).help.txt")[4].Trim()
        }
    }

    It 'finds the topics' {
        foreach ($topic in $shown.Topics) {
            $text = Get-Content "$HelpFolder/$Culture/$($topic.Name).help.txt" -Raw
            $topic.Text.ReplaceLineEndings("`n").Trim() | Should -Be $text.ReplaceLineEndings("`n").Trim()
        }
    }
}

Describe 'The page of <Name> in <Culture>' -ForEach $pages {
    It "has the form that PlatyPS asks for$whyNoPlatyPS" -Skip:(-not $platyPS) {
        Import-Module Microsoft.PowerShell.PlatyPS
        Test-MarkdownCommandHelp -Path $Page.Path | Should -BeTrue
    }
}

Describe 'The help that is kept' {
    It "is made of the pages as they are$whyNoPlatyPS" -Skip:(-not $platyPS) {
        & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $HelpFolder/Build-Help.ps1 -Destination $TestDrive
        $LASTEXITCODE | Should -Be 0
        foreach ($culture in 'en-US', 'zh-CN') {
            $name = "$culture/LarkResources.PS.dll-Help.xml"
            $kept = (Get-Content $HelpFolder/$name -Raw).ReplaceLineEndings("`n")
            $kept -ceq (Get-Content $TestDrive/$name -Raw) | Should -BeTrue -Because "docs/help/Build-Help.ps1 must be run after a page in $culture was changed"
        }
    }
}

Describe 'The language of a session' {
    It 'can be switched at a prompt, as about_LarkResources says' {
        $switch = (Get-Content $HelpFolder/en-US/about_LarkResources.help.txt).Where{ $_ -match 'CurrentUICulture' }.Trim()
        $lines = "Import-Module '$ModuleManifest'", $switch, '(Get-Help Get-LarkChat).Synopsis', "try { Get-LarkChat -ErrorAction Stop } catch { `$_.Exception.Message }"
        $said = $lines | & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -Command -
        $said[0] | Should -Match '\p{IsCJKUnifiedIdeographs}'
        $said[1] | Should -Match '\p{IsCJKUnifiedIdeographs}'
    }
}

Describe 'Build-Help.ps1' {
    It 'fails with one clear sentence where PlatyPS is not installed' {
        $nothing = New-Item $TestDrive/empty -ItemType Directory -Force
        $said = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -Command "`$env:PSModulePath = '$nothing'; & '$HelpFolder/Build-Help.ps1' -Destination '$nothing'; exit `$LASTEXITCODE" 2>&1
        $LASTEXITCODE | Should -Be 1
        $said | Should -Match 'Microsoft.PowerShell.PlatyPS 1.0 or later is not installed'
        Get-ChildItem $nothing | Should -BeNullOrEmpty
    }
}
