#Requires -Version 7.4

<#
.SYNOPSIS
    Registers a task of Windows that runs nightly-export.ps1, with the app secret in a file that
    only the task's account can read.
.DESCRIPTION
    Run it once, as the account that the task shall run as: Windows encrypts the file with the keys
    of that account (DPAPI), so that no other account and no other machine can decrypt it. It asks
    for the app id and secret, and for the password of the account, without which Windows would not
    unlock those keys for a task.

    To keep the secret in a vault instead, see secret-management.ps1.

    Afterwards Start-ScheduledTask -TaskName 'Lark export' runs it at once.
    (Get-ScheduledTaskInfo -TaskName 'Lark export').LastTaskResult is the exit code of
    nightly-export.ps1, and last-run.json in the destination says more.
.EXAMPLE
    ./register-scheduled-task.ps1 -Destination D:\Lark -At 02:17
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $Destination,

    [string] $TaskName = 'Lark export',

    [datetime] $At = '02:17',

    [ValidateSet('Lark', 'Feishu')]
    [string] $Region = 'Lark',

    # Outside of the destination, which may be copied and shared.
    [string] $SecretFile = (Join-Path ([Environment]::GetFolderPath('LocalApplicationData')) 'LarkResources\app.xml')
)

$ErrorActionPreference = 'Stop'
if (-not $IsWindows) {
    throw 'The Task Scheduler is a part of Windows. On Linux and macOS use nightly-cron.sh.'
}

# The task starts in another folder than the one that these are given from.
$Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
$SecretFile = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($SecretFile)

$account = [Security.Principal.WindowsIdentity]::GetCurrent().Name
if (-not $PSCmdlet.ShouldProcess("'$TaskName' as $account", 'Register the task')) {
    return
}

if (-not (Test-Path -LiteralPath $SecretFile)) {
    $null = New-Item -ItemType Directory -Path (Split-Path -Path $SecretFile) -Force
    Get-Credential -Title 'Lark' -Message 'User: app id (cli_…). Password: app secret.' | Export-Clixml -LiteralPath $SecretFile
}

# In single quotes, so that no name of a folder is taken for code.
function ConvertTo-Quoted([string] $Text) {
    "'" + $Text.Replace("'", "''") + "'"
}

$script = ConvertTo-Quoted (Join-Path $PSScriptRoot 'nightly-export.ps1')
$command = "& $script -Credential (Import-Clixml -LiteralPath $(ConvertTo-Quoted $SecretFile)) -Region $Region" +
    " -Destination $(ConvertTo-Quoted $Destination); exit `$LASTEXITCODE"

# Encoded: the quotes of the command would not survive those of the command line.
$encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($command))
$task = @{
    TaskName    = $TaskName
    Description = 'Exports what was sent in Lark chats. The result is in last-run.json in the destination.'
    Action      = New-ScheduledTaskAction -Execute (Join-Path $PSHOME 'pwsh.exe') -Argument "-NoProfile -NonInteractive -EncodedCommand $encoded"
    Trigger     = New-ScheduledTaskTrigger -Daily -At $At
    Settings    = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew -RunOnlyIfNetworkAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 20)
    User        = $account
    Force       = $true
}

# The cmdlet takes the password as text only, and Windows keeps it for the task. It is neither shown nor written here.
Register-ScheduledTask @task -Password (Get-Credential -UserName $account -Message 'The password of Windows, for the task').GetNetworkCredential().Password
