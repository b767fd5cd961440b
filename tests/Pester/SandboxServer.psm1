#Requires -Version 7.4
<#
    What the suites share: the simulated tenant in a process of its own, shells that have just started, and the error that a
    command raises. Network only on 127.0.0.1.
#>

$script:Root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
$script:Configuration = $env:LARKRESOURCES_TEST_CONFIGURATION ? $env:LARKRESOURCES_TEST_CONFIGURATION : 'Release'

# Longer than anything here takes, shorter than a person's patience: only a hang meets it.
$script:PatienceMs = 60000

<# The manifest of the staged module. #>
function Get-ModulePath {
    Join-Path $script:Root 'out/LarkResources/LarkResources.psd1'
}

<# The tenant that all files of a run share, with nothing planned, seen or changed in it. It ends with the shell. #>
function Get-SandboxServer {
    if (-not $global:LarkSandboxServer -or $global:LarkSandboxServer.Process.HasExited) {
        $global:LarkSandboxServer = Start-SandboxServer
    }

    $null = Invoke-Control $global:LarkSandboxServer reset Post
    $global:LarkSandboxServer
}

<# Starts a tenant behind a socket and waits until it listens. It ends with its input, so that a suite that is killed leaves none behind. #>
function Start-SandboxServer([string[]] $ArgumentList = @()) {
    $dll = Join-Path $script:Root "tests/LarkResources.SandboxServer/bin/$script:Configuration/net10.0/LarkResources.SandboxServer.dll"
    if (-not (Test-Path -LiteralPath $dll)) {
        throw "The sandbox server has not been built: $dll"
    }

    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    foreach ($argument in @($dll, '--port', '0', '--exit-with-stdin') + $ArgumentList) {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $errors = $process.StandardError.ReadToEndAsync()
    $server = [pscustomobject]@{ PSTypeName = 'SandboxServer'; Process = $process; BaseUri = $null; OtherBaseUri = $null; Authority = $null }
    foreach ($wanted in @('listening') + ($ArgumentList -contains '--other-host' ? @('other') : @())) {
        $line = $process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait($script:PatienceMs) -or $line.Result -notlike "$wanted *") {
            $process.Kill()
            throw "The server said '$($line.Result)' where '$wanted <address>' was expected. $($errors.Result)"
        }

        $address = [uri]($line.Result.Substring($wanted.Length + 1).TrimEnd('/') + '/')
        if ($wanted -eq 'listening') { $server.BaseUri = $address } else { $server.OtherBaseUri = $address }
    }

    # A full pipe would stop the server in the middle of a test.
    $null = $process.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null)
    $server.Authority = $server.BaseUri.Authority
    $server
}

<# Ends a server that Start-SandboxServer started. #>
function Stop-SandboxServer($Server) {
    if ($Server) {
        if (-not $Server.Process.HasExited) {
            $Server.Process.Kill()
            $Server.Process.WaitForExit()
        }

        $Server.Process.Dispose()
    }
}

function Invoke-Control($Server, [string] $Path, [string] $Method = 'Get', $Body) {
    $request = @{ Uri = "$($Server.BaseUri)_sandbox/$Path"; Method = $Method; SkipCertificateCheck = $true; NoProxy = $true; ErrorAction = 'Stop' }
    if ($Body) {
        $request.Body = [Text.Encoding]::UTF8.GetBytes($Body)
        $request.ContentType = 'application/json'
    }

    Invoke-RestMethod @request
}

<# Plans what goes wrong from now on: hashtables with the fields of the server's Fault. #>
function Set-SandboxFault($Server, [hashtable[]] $Fault) {
    $null = Invoke-Control $Server faults Put (ConvertTo-Json -InputObject $Fault -Depth 5)
}

<# The faults with how many requests each has met. #>
function Get-SandboxFault($Server) {
    # Parenthesised: an array from Invoke-RestMethod comes as one object.
    (Invoke-Control $Server faults) | ForEach-Object { $_ }
}

<# What the server was asked since the last reset, in order. #>
function Get-SandboxRequest($Server, [string] $Like = '*') {
    (Invoke-Control $Server requests) | ForEach-Object { $_ } | Where-Object pathAndQuery -Like $Like
}

<# Waits until the server has been asked for something; throws when it never is. #>
function Wait-SandboxRequest($Server, [string] $Like, [int] $Count = 1) {
    $until = [Environment]::TickCount64 + $script:PatienceMs
    while (@(Get-SandboxRequest $Server $Like).Count -lt $Count) {
        if ([Environment]::TickCount64 -gt $until) {
            throw "The server was never asked for $Like."
        }

        Start-Sleep -Milliseconds 20
    }
}

<# Waits until the server has ended every request; throws when one never ends. It learns of a closed connection a moment later, and never of one that is still held. #>
function Wait-SandboxIdle($Server) {
    $until = [Environment]::TickCount64 + $script:PatienceMs
    while ($running = @(Get-SandboxRequest $Server | Where-Object { $null -eq $_.milliseconds })) {
        if ([Environment]::TickCount64 -gt $until) {
            throw "The server is still busy with $($running.pathAndQuery -join ', ')."
        }

        Start-Sleep -Milliseconds 20
    }
}

<# What every resource of the chat oc_mixed_<count>_<seed> must come out as: messageId, fileKey, type, kind, name, length, sha256, sentAt, inThread, code. #>
function Get-SandboxMixedResource($Server, [int] $Count, [int] $Seed) {
    (Invoke-Control $Server "mixed/$Count/$Seed") | ForEach-Object { $_ }
}

<# What time it is in the tenant: later messages are not there yet. #>
function Set-SandboxNow($Server, [DateTimeOffset] $Time) {
    $null = Invoke-Control $Server "now?time=$([uri]::EscapeDataString($Time.ToString('o')))" Put
}

<# Lets all messages be there again. A function of its own: a time that a test got wrong must not end here. #>
function Clear-SandboxNow($Server) {
    $null = Invoke-Control $Server now Put
}

<# Puts one more picture into a text or a post, and gives its key. #>
function Edit-SandboxMessage($Server, [string] $MessageId) {
    (Invoke-Control $Server "edit?message=$MessageId" Post).key
}

<# Recalls a message, as its sender can. #>
function Revoke-SandboxMessage($Server, [string] $MessageId) {
    $null = Invoke-Control $Server "recall?message=$MessageId" Post
}

<# Gives a chat another name, as its members can. #>
function Rename-SandboxChat($Server, [string] $ChatId, [string] $Name) {
    $null = Invoke-Control $Server "rename?chat=$ChatId&name=$([uri]::EscapeDataString($Name))" Post
}

<# Forgets faults, requests, tokens and what happened in the tenant, and connects anew: a fault must not meet the answer that an old token is dead. #>
function Reset-SandboxServer($Server, [hashtable] $With = @{}) {
    $null = Invoke-Control $Server reset Post
    Connect-Sandbox $Server $With
}

<# Length and hash with which a resource must arrive. #>
function Get-SandboxResource($Server, [string] $FileKey) {
    Invoke-Control $Server "resources/$FileKey"
}

<# A text as a secret. #>
function ConvertTo-Secret([string] $Text) {
    ConvertTo-SecureString $Text -AsPlainText -Force
}

<# Connects to the server as the one app it knows. Further parameters of Connect-Lark pass through. #>
function Connect-Sandbox($Server, [hashtable] $With = @{}) {
    $arguments = @{ AppId = 'cli_sandbox'; AppSecret = ConvertTo-Secret 'sandbox-secret'; BaseUri = $Server.BaseUri; CallsPerSecond = 1000; CallsPerMinute = 60000 }
    foreach ($name in $With.Keys) {
        $arguments[$name] = $With[$name]
    }

    Connect-Lark @arguments -ErrorAction Stop
}

<# The errors that a command raises, terminating or not; nothing when it succeeds. #>
function Get-RaisedError([scriptblock] $Command) {
    try {
        & $Command 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] }
    }
    catch {
        $_
    }
}

<# An error as the console shows it. #>
function Get-ErrorText([Management.Automation.ErrorRecord] $ErrorRecord) {
    $before = $PSStyle.OutputRendering
    $view = $global:ErrorView
    try {
        $PSStyle.OutputRendering = 'PlainText'
        $global:ErrorView = 'ConciseView'
        $ErrorRecord | Out-String -Width 4096
    }
    finally {
        $PSStyle.OutputRendering = $before
        $global:ErrorView = $view
    }
}

<#
    Runs a script in a shell that has just started, with the module's path in $ModulePath, and gives back what it wrote:
    Output (all of stdout), Errors (all of stderr), ExitCode. No LARK_ or FEISHU_ variable but those given reaches it.
#>
function Invoke-FreshShell([scriptblock] $Script, [hashtable] $Environment = @{}, [hashtable] $Variables = @{}, [string[]] $Launcher = @()) {
    $prologue = @('[Console]::OutputEncoding = [Text.UTF8Encoding]::new($false)', '$ErrorActionPreference = ''Stop''', '$PSStyle.OutputRendering = ''PlainText''', '$ProgressPreference = ''SilentlyContinue''')
    $all = @{ ModulePath = Get-ModulePath } + $Variables
    $prologue += foreach ($name in $all.Keys) {
        '${0} = ''{1}''' -f $name, ([string]$all[$name]).Replace("'", "''")
    }

    $text = ($prologue -join "`n") + "`n" + $Script.ToString()
    $pwsh = & (Join-Path $PSScriptRoot Get-ShellCommand.ps1)
    $command = @($Launcher) + $pwsh.Program + $pwsh.Arguments + @('-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($text)))
    $start = [Diagnostics.ProcessStartInfo]::new($command[0])
    foreach ($argument in $command | Select-Object -Skip 1) {
        $start.ArgumentList.Add($argument)
    }

    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $start.StandardErrorEncoding = [Text.UTF8Encoding]::new($false)
    foreach ($name in @($start.Environment.Keys) -match '^(LARK|FEISHU)_') {
        $null = $start.Environment.Remove($name)
    }

    foreach ($name in $Environment.Keys) {
        $start.Environment[$name] = $Environment[$name]
    }

    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        if (-not $process.WaitForExit(3 * $script:PatienceMs)) {
            throw "The shell did not end. $($output.IsCompleted ? $output.Result : '')"
        }

        [pscustomobject]@{ Output = $output.Result.Trim(); Errors = $errors.Result.Trim(); ExitCode = $process.ExitCode }
    }
    finally {
        if (-not $process.HasExited) {
            $process.Kill($true)
        }

        $process.Dispose()
    }
}

<# Runs a script in this shell with the LARK_ and FEISHU_ variables that are given, and no other. #>
function Invoke-WithEnvironment([hashtable] $Environment, [scriptblock] $Script) {
    $before = Get-ChildItem Env: | Where-Object Name -Match '^(LARK|FEISHU)_'
    try {
        $before | ForEach-Object { Remove-Item "Env:$($_.Name)" }
        foreach ($name in $Environment.Keys) { Set-Item "Env:$name" $Environment[$name] }
        & $Script
    }
    finally {
        Get-ChildItem Env: | Where-Object Name -Match '^(LARK|FEISHU)_' | ForEach-Object { Remove-Item "Env:$($_.Name)" }
        $before | ForEach-Object { Set-Item "Env:$($_.Name)" $_.Value }
    }
}

<# Starts a shell of its own that runs a command which will be stopped, as Ctrl+C stops it. #>
function Start-StoppableCommand([scriptblock] $Command, [hashtable] $Variables = @{}) {
    $state = [initialsessionstate]::CreateDefault2()
    $state.ImportPSModule([string[]](Get-ModulePath))
    $shell = [powershell]::Create($state)
    foreach ($name in $Variables.Keys) {
        $shell.Runspace.SessionStateProxy.SetVariable($name, $Variables[$name])
    }

    $null = $shell.AddScript($Command.ToString())
    $output = [Management.Automation.PSDataCollection[psobject]]::new()
    $call = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
    [pscustomobject]@{ Shell = $shell; Call = $call; Output = $output }
}

<# Stops it and tells whether it came back while the server would still have kept it waiting. #>
function Stop-StoppableCommand($Running) {
    try {
        $stopped = $Running.Shell.StopAsync($null, $null)
        [pscustomobject]@{
            Returned = $stopped.Wait($script:PatienceMs)
            State    = $Running.Shell.InvocationStateInfo.State
            Errors   = @($Running.Shell.Streams.Error)
            Output   = @($Running.Output)
        }
    }
    finally {
        if ($stopped.IsCompleted) {
            $Running.Shell.Dispose()
        }
    }
}

<# The plain path of a folder in TestDrive:, made. #>
function New-TestFolder([string] $Name = [guid]::NewGuid().ToString('n')) {
    $path = Join-Path (Get-PSDrive TestDrive).Root $Name
    [IO.Directory]::CreateDirectory($path).FullName
}

Export-ModuleMember -Function *-*
