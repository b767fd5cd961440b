#Requires -Version 7.4
#Requires -Modules Microsoft.PowerShell.SecretManagement

<#
.SYNOPSIS
    Exports chats with the app secret from a vault.
.DESCRIPTION
    Once, at a prompt, as the account that runs the export:

        Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore
        Register-SecretVault -Name Lark -ModuleName Microsoft.PowerShell.SecretStore
        Set-Secret -Name LarkApp -Vault Lark -Secret (Get-Credential -Message 'User: app id. Password: app secret.')

    The SecretStore asks for its password. Where it cannot be typed, either the account alone
    protects the store (Set-SecretStoreConfiguration -Authentication None -Interaction None), or its
    password comes from elsewhere, as below. Other vaults (Azure Key Vault, KeePass, 1Password and
    more) are registered by the name of their module, and used in the same way.
.EXAMPLE
    ./secret-management.ps1 -Destination ./export
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Destination,

    [string] $Vault = 'Lark',

    # The secret: a credential of app id and app secret.
    [string] $Name = 'LarkApp',

    # A file of Export-Clixml with the password of the SecretStore as SecureString. Encrypted on Windows only.
    [string] $StoreUnlockFile
)

$ErrorActionPreference = 'Stop'
if ($StoreUnlockFile) {
    Unlock-SecretStore -Password (Import-Clixml -LiteralPath $StoreUnlockFile)
}

$credential = Get-Secret -Name $Name -Vault $Vault
if ($credential -isnot [pscredential]) {
    throw "The secret '$Name' is not a credential. Keep it with Set-Secret -Secret (Get-Credential)."
}

& "$PSScriptRoot/nightly-export.ps1" -Credential $credential -Destination $Destination
exit $LASTEXITCODE
