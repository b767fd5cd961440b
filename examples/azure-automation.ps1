#Requires -Version 7.4

<#
.SYNOPSIS
    A runbook of Azure Automation that exports chats every night.
.DESCRIPTION
    Once, in the Automation account:

        1. A runtime environment with PowerShell 7.4, to which the package of LarkResources was added; for a storage account also
           Az.Accounts and Az.Storage.
        2. A credential asset `Lark`: user name = app id, password = app secret. Nothing of it stands in the runbook or in its output.
           With a key vault in its place: (Get-AzKeyVaultSecret -VaultName … -Name …).SecretValue is the app secret as SecureString.
        3. Both runbooks, nightly-export (examples/nightly-export.ps1, published first) and this one, and a schedule.

    Where the files go:

        - On a Hybrid Runbook Worker give Destination: a folder that lasts, such as a share. That is the better way, since a folder
          that is there shows the next run what it need not fetch.
        - In the sandbox of Azure nothing lasts, and there is room for about 1 GB. Give StorageAccount and Container: the files are
          uploaded as the managed identity of the account, which needs the role Storage Blob Data Contributor. How far the last
          run has come is kept in the variable asset `LarkExportedUntil` (make it, with an empty text).

    Streams: the output is the summary as JSON, each failure is on the error stream, and verbose
    lines are kept where the runbook's settings say so. Errors alone do not make a job fail, so this
    ends with throw when anything is missing: alerts see the job as failed.
#>
[CmdletBinding(DefaultParameterSetName = 'Worker')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Worker')]
    [string] $Destination,

    [Parameter(Mandatory, ParameterSetName = 'Storage')]
    [string] $StorageAccount,

    [Parameter(Mandatory, ParameterSetName = 'Storage')]
    [string] $Container,

    # Ids of chats, separated by commas; all chats when empty.
    [string] $ChatId = '',

    [ValidateSet('Lark', 'Feishu')]
    [string] $Region = 'Lark'
)

$ErrorActionPreference = 'Stop'

# A caller's strict mode would apply here too, where what is missing counts as empty.
Set-StrictMode -Off
$export = @{ Credential = Get-AutomationPSCredential -Name Lark; Region = $Region; ChatId = $ChatId -split ',' -ne '' }
$startedAt = [DateTimeOffset]::UtcNow
if ($StorageAccount) {
    $Destination = Join-Path ([IO.Path]::GetTempPath()) 'lark-export'

    # A day and an hour of overlap: a message may be edited for a day. What comes twice has the same key, and so the same blob.
    $until = Get-AutomationVariable -Name LarkExportedUntil
    if ($until) {
        $export.Since = [DateTimeOffset]::Parse($until, [cultureinfo]::InvariantCulture).AddHours(-25)
    }
}

$output = @(./nightly-export.ps1 @export -Destination $Destination)
$output
$summary = $output[-1] | ConvertFrom-Json

if ($StorageAccount -and (Test-Path -LiteralPath $Destination)) {
    $null = Connect-AzAccount -Identity
    $context = New-AzStorageContext -StorageAccountName $StorageAccount -UseConnectedAccount

    # By its key a file has a place of its own: the names of two runs are not known to each other. There is no export where no chat could be read.
    $keys = @{}
    Get-LarkExportedResource -Path $Destination -ErrorAction Ignore | ForEach-Object { $keys[$_.FullName] = $_.FileKey }

    # The manifest of a run describes that run alone here, so each gets a name of its own.
    $run = $startedAt.ToString("yyyyMMdd'T'HHmmss'Z'", [cultureinfo]::InvariantCulture)
    foreach ($file in Get-ChildItem -LiteralPath $Destination -Recurse -File -Force | Where-Object { $keys[$_.FullName] -or $_.Name -notmatch '\.part(\.json)?$' }) {
        $blob = [IO.Path]::GetRelativePath($Destination, $file.FullName).Replace('\', '/')
        if ($keys[$file.FullName]) {
            $blob = $blob -replace '[^/]+$', "$($keys[$file.FullName])/$($file.Name.Replace('$', '$$'))"
        }
        elseif ($file.Name -in 'manifest.jsonl', 'export.json', 'last-run.json') {
            $blob = "runs/$run/$blob"
        }

        $null = Set-AzStorageBlobContent -File $file.FullName -Blob $blob -Container $Container -Context $context -Force
    }

    # Only when nothing failed: otherwise the next run reads the same stretch again.
    if ($summary.exitCode -eq 0) {
        Set-AutomationVariable -Name LarkExportedUntil -Value $startedAt.ToString('o')
    }
}

if ($summary.exitCode -ne 0) {
    throw "The export ended with $($summary.exitCode): $(@($summary.failures).Count) failures. They are in the error stream and in the output."
}
