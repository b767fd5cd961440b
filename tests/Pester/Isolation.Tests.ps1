#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $server = Get-SandboxServer

    # The build of the packages that this runtime's plug-in does not use: another version of the same names.
    $own = [Environment]::Version.Major -ge 10 ? 'net10.0' : 'net8.0'
    $foreign = $own -eq 'net10.0' ? 'net8.0' : 'net10.0'
    $lib = Join-Path (Split-Path (Get-ModulePath)) 'lib'
    $rivals = New-TestFolder 'rivals'
    Copy-Item (Join-Path $lib $foreign 'Microsoft.Extensions.*.dll') $rivals

    # What each of the following scripts ends with: one call, then where every assembly of interest sits.
    $report = {
        $atImport = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies.ForEach{ $_.GetName().Name }
        $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
        Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $BaseUri
        $picture = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart
        if ($After) { Add-Rivals }
        $again = Get-LarkMessageResource -MessageId om_sandbox_photo -FileKey img_v3_sandbox_photo
        $seen = foreach ($context in [Runtime.Loader.AssemblyLoadContext]::All) {
            foreach ($assembly in $context.Assemblies) {
                $name = $assembly.GetName()
                if ($context.Name -eq 'LarkResources.Http' -or $name.Name -match '^(LarkResources|Microsoft\.Extensions\.)') {
                    [pscustomobject]@{
                        Name    = $name.Name
                        Major   = $name.Version.Major
                        Path    = $assembly.Location
                        Default = $context -eq [Runtime.Loader.AssemblyLoadContext]::Default
                        Context = $context.Name
                    }
                }
            }
        }
        ConvertTo-Json -Compress -Depth 4 @{ AtImport = @($atImport); Length = $picture.Length; Again = $again.Length; Seen = @($seen) }
    }
    $addRivals = {
        function Add-Rivals {
            foreach ($file in Get-ChildItem $Rivals -Filter *.dll) { $null = [Reflection.Assembly]::LoadFrom($file.FullName) }
        }
    }

    function Invoke-Report([string] $Before, [switch] $After) {
        $variables = @{ BaseUri = $server.BaseUri; Rivals = $rivals; After = $After ? '1' : '' }
        $shell = Invoke-FreshShell ([scriptblock]::Create("$addRivals`n$Before`n$report")) -Variables $variables
        if ($shell.ExitCode -ne 0) { throw "The shell failed: $($shell.Errors) $($shell.Output)" }
        $shell.Output | ConvertFrom-Json
    }

    function Find-Assembly($Answer, [string] $Name, [bool] $Default) {
        @($Answer.Seen | Where-Object { $_.Name -eq $Name -and $_.Default -eq $Default })
    }
}

Describe 'Assemblies of the module' {
    BeforeAll {
        $alone = Invoke-Report 'Import-Module $ModulePath'
    }

    It 'keeps its packages in a context of its own' {
        $alone.Length | Should -BeGreaterThan 0
        Find-Assembly $alone 'Microsoft.Extensions.Http' $true | Should -BeNullOrEmpty
        (Find-Assembly $alone 'Microsoft.Extensions.Http' $false).Context | Should -Be 'LarkResources.Http'
        (Find-Assembly $alone 'LarkResources.Http' $false).Context | Should -Be 'LarkResources.Http'
        Find-Assembly $alone 'LarkResources.Http' $true | Should -BeNullOrEmpty
        $packages = $alone.Seen | Where-Object Name -Match '^Microsoft\.Extensions\.'
        $packages.Context | Select-Object -Unique | Should -Be 'LarkResources.Http'
    }

    It 'takes the build of the packages that is for this runtime' {
        (Find-Assembly $alone 'LarkResources.Http' $false).Path | Should -Be (Join-Path $lib $own LarkResources.Http.dll)
    }

    It 'has one copy of <_>, where scripts can name its types' -ForEach 'LarkResources.PS', 'LarkResources.Core' {
        @(Find-Assembly $alone $_ $true) | Should -HaveCount 1
        @(Find-Assembly $alone $_ $false) | Should -HaveCount 0
    }

    It 'has no copy of an assembly of the runtime beside the one of the shell' {
        $alone.Seen | Where-Object { $_.Context -eq 'LarkResources.Http' -and $_.Name -like 'System.*' } | Should -BeNullOrEmpty
    }

    It 'loads nothing of its packages at import' {
        $alone.AtImport | Should -Contain 'LarkResources.PS'
        $alone.AtImport -match '^(Microsoft\.Extensions\.|LarkResources\.(Http|Sandbox)$)' | Should -BeNullOrEmpty
    }
}

Describe 'A rival that brings another version of the same packages' {
    It 'does no harm when it was there first' {
        $answer = Invoke-Report 'Add-Rivals; Import-Module $ModulePath'
        $theirs = Find-Assembly $answer 'Microsoft.Extensions.Http' $true
        $ours = Find-Assembly $answer 'Microsoft.Extensions.Http' $false
        $theirs | Should -HaveCount 1 -Because 'without a rival this test proves nothing'
        $ours | Should -HaveCount 1
        $ours.Context | Should -Be 'LarkResources.Http'
        $theirs.Path | Should -BeLike (Join-Path $rivals *)
        $ours.Path | Should -BeLike (Join-Path $lib *)
        $ours.Major | Should -Not -Be $theirs.Major
        $ours.Major | Should -Be ([int]($own -replace '\D*(\d+).*', '$1'))
        $answer.Length | Should -BeGreaterThan 0
        $answer.Again | Should -BeGreaterThan 0
    }

    It 'is not disturbed when it comes later, and does not disturb' {
        $answer = Invoke-Report 'Import-Module $ModulePath' -After
        $theirs = Find-Assembly $answer 'Microsoft.Extensions.Http' $true
        $ours = Find-Assembly $answer 'Microsoft.Extensions.Http' $false
        $theirs | Should -HaveCount 1
        $theirs.Major | Should -Be ([int]($foreign -replace '\D*(\d+).*', '$1')) -Because 'the rival gets its own version, not this module''s'
        $ours | Should -HaveCount 1
        $ours.Major | Should -Not -Be $theirs.Major
        $answer.Again | Should -BeGreaterThan 0
    }
}
