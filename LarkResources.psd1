@{
    RootModule           = 'LarkResources.PS.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '7d5c6c0e-4a52-4b8a-9c0f-2f6d0a8e9b31'
    Author               = 'LarkResources contributors'
    CompanyName          = 'LarkResources contributors'
    Copyright            = '(c) LarkResources contributors. MIT licence.'
    Description          = 'Gets the resource files (pictures, documents, audio, video) out of Lark and Feishu chat messages: as objects, bytes in the pipeline, or files on disk, with errors that say what to do next.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('LarkResources.Format.ps1xml')
    CmdletsToExport      = @(
        'Connect-Lark'
        'Disconnect-Lark'
        'Export-LarkChatResource'
        'Find-LarkMessage'
        'Get-LarkChat'
        'Get-LarkConnection'
        'Get-LarkErrorInfo'
        'Get-LarkExportedResource'
        'Get-LarkMessage'
        'Get-LarkMessageResource'
        'Test-LarkConnection'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('Lark', 'Feishu', 'Download', 'Chat', 'Message', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
