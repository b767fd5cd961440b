#Requires -Version 7.4

BeforeDiscovery {
    $analyzer = [bool](Get-Module -ListAvailable PSScriptAnalyzer | Where-Object Version -GE ([version] '1.22'))
    $root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))

    # The manifest at the root is staged beside the files it names; it is checked there.
    $scripts = Get-ChildItem $root -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
        ForEach-Object { [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } |
        Where-Object { $_ -notmatch '(^|/)(bin|obj|node_modules)/|^out/(?!LarkResources/)|^LarkResources\.psd1$' }
}

Describe 'Scripts' {
    It 'are found in every part of the repository' -ForEach @{ Found = $scripts } {
        foreach ($path in 'build.ps1', 'examples/quickstart.ps1', 'docs/help/Build-Help.ps1', 'tests/Pester/SandboxServer.psm1', 'out/LarkResources/LarkResources.psd1') {
            $Found | Should -Contain $path
        }
    }

    if ($analyzer) {
        It '<_> has nothing that PSScriptAnalyzer finds' -ForEach $scripts {
            $root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
            $settings = Join-Path ($_ -like 'tests/*' ? $PSScriptRoot : $root) 'PSScriptAnalyzerSettings.psd1'

            $findings = Invoke-ScriptAnalyzer -Path (Join-Path $root $_) -Settings $settings

            $findings | ForEach-Object { "$($_.RuleName), line $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
        }
    }
    else {
        It 'have nothing that PSScriptAnalyzer finds (skipped: PSScriptAnalyzer 1.22 is not installed)' -Skip { }
    }
}
