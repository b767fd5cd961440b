#Requires -Version 7.4

Describe 'Get-ShellCommand.ps1' {
    It 'starts the DLL by dotnet where PowerShell is a .NET tool' -ForEach '/usr/bin/dotnet', 'dotnet.exe' {
        $command = & $PSScriptRoot/Get-ShellCommand.ps1 -Program $_ -CommandLine '/tools/any/pwsh.dll', '-NoProfile', '-File', 'x.ps1'
        $command.Program | Should -Be $_
        $command.Arguments | Should -Be '/tools/any/pwsh.dll'
    }

    It 'starts an installed PowerShell by itself' -ForEach '/opt/microsoft/powershell/7/pwsh', 'pwsh.exe' {
        $command = & $PSScriptRoot/Get-ShellCommand.ps1 -Program $_ -CommandLine '/opt/microsoft/powershell/7/pwsh.dll', '-NoProfile'
        $command.Program | Should -Be $_
        $command.Arguments | Should -HaveCount 0
    }

    It 'gives what starts another shell like this one' {
        $command = & $PSScriptRoot/Get-ShellCommand.ps1
        $said = & $command.Program $command.Arguments -NoProfile -NonInteractive -Command '"$PSHOME $($PSVersionTable.PSVersion)"'
        $said | Should -Be "$PSHOME $($PSVersionTable.PSVersion)"
    }
}
