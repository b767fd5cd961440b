#Requires -Version 7.4
# The scripts that people read and copy from are clean by the common rules.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    $scripts = Get-ChildItem $RepositoryRoot/build.ps1, $RepositoryRoot/docs/help/*.ps1, $RepositoryRoot/examples/*.ps1 |
        ForEach-Object { @{ Name = $_.Name; Path = $_.FullName; Settings = "$RepositoryRoot/PSScriptAnalyzerSettings.psd1" } }
}

Describe '<Name>' -ForEach $scripts {
    It 'has nothing that PSScriptAnalyzer finds (where it is installed)' -Skip:(-not $analyzer) {
        $findings = Invoke-ScriptAnalyzer -Path $Path -Settings $Settings
        $findings | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
