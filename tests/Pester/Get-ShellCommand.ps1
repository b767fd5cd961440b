#Requires -Version 7.4

<#
.SYNOPSIS
    Gives the command that starts another shell like this one: its program, and the arguments to begin with.
.DESCRIPTION
    As a .NET tool PowerShell is a DLL that dotnet runs (findings/pwsh-tool-process-path.sh), and there may be no pwsh on the PATH, or another one.
.EXAMPLE
    $pwsh = ./Get-ShellCommand.ps1
    & $pwsh.Program $pwsh.Arguments -NoProfile -File script.ps1
#>
[CmdletBinding()]
param(
    [string] $Program = [Environment]::ProcessPath,
    [string[]] $CommandLine = [Environment]::GetCommandLineArgs()
)

$isTool = [IO.Path]::GetFileNameWithoutExtension($Program) -eq 'dotnet'
[pscustomobject]@{ Program = $Program; Arguments = [string[]]@(if ($isTool) { $CommandLine[0] }) }
