#Requires -Version 7.4
<#
    Another client as the judge of the sandbox: what @larksuiteoapi/node-sdk lists and downloads from it must be what the module does.
    Skipped by name where there is no node, or where the package cannot be had.
#>

BeforeDiscovery {
    $why = $null
    $packages = $null
    if (@(Get-Command node, npm -CommandType Application -TotalCount 1 -ErrorAction Ignore).Count -lt 2) {
        $why = 'there is no node with npm'
    }
    else {
        $packages = [IO.Directory]::CreateTempSubdirectory('lark-node-').FullName
        $null = npm install --prefix $packages --no-audit --no-fund --ignore-scripts '@larksuiteoapi/node-sdk@1' 2>&1
        if (-not (Test-Path (Join-Path $packages node_modules/@larksuiteoapi/node-sdk))) {
            $why = 'npm could not get @larksuiteoapi/node-sdk'
        }
    }

    if ($why) {
        Write-Warning "NodeClient.Tests.ps1 is skipped: $why."
    }
}

Describe 'The client @larksuiteoapi/node-sdk' -Skip:([bool]$why) -ForEach @{ Packages = $packages } {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
        Import-Module (Get-ModulePath)
        $server = Get-SandboxServer
        Connect-Sandbox $server

        function Invoke-Node([string] $Script, [string] $Id) {
            # A proxy of the machine is no way to 127.0.0.1.
            $env:NO_PROXY = $env:no_proxy = '127.0.0.1'
            $lines = node (Join-Path $PSScriptRoot "../NodeClient/$Script") $Packages $server.BaseUri.GetLeftPart('Authority') $Id
            $LASTEXITCODE | Should -Be 0
            $lines | ConvertFrom-Json
        }
    }

    AfterAll {
        Disconnect-Lark
        Remove-Item $Packages -Recurse -Force
    }

    It 'lists the same messages of <Chat> and downloads the same bytes' -ForEach @(
        @{ Chat = 'oc_sandbox_finance_team' }, @{ Chat = 'oc_sandbox_odd_name' }, @{ Chat = 'oc_sandbox_bulk' }
    ) {
        $theirs = @(Invoke-Node list.mjs $Chat)
        $ours = @(Get-LarkMessage -ChatId $Chat)
        $theirs.messageId | Should -Be $ours.MessageId
        $theirs.type | Should -Be $ours.MessageType
        $theirs.deleted | Should -Be $ours.IsDeleted
        $theirs.sender | Should -Be $ours.SenderId
        $theirs.time | Should -Be $ours.ForEach{ [string]$_.CreateTime.ToUnixTimeMilliseconds() }

        $expected = @{}
        $ours | Where-Object MessageType -In image, file, audio, media | Get-LarkMessageResource -WarningAction SilentlyContinue | ForEach-Object { $expected[$_.FileKey] = $_ }
        $theirs.resources | Should -HaveCount $expected.Count
        foreach ($resource in $theirs.resources) {
            $resource.sha256 | Should -Be $expected[$resource.key].Sha256 -Because $resource.key
            $resource.length | Should -Be $expected[$resource.key].Length -Because $resource.key
        }
    }

    It 'reads the same messages inside a forward' {
        $flat = foreach ($child in (Get-LarkMessage om_sandbox_forward_levels).Children) { $child; $child.Children; $child.Children.Children }
        $theirs = @(Invoke-Node forward.mjs om_sandbox_forward_levels)
        @($theirs.messageId | Select-Object -Skip 1 | Sort-Object) | Should -Be @($flat.MessageId | Sort-Object)
    }

    It 'gets from every other endpoint what the module gets' {
        $theirs = Invoke-Node calls.mjs
        $theirs.tokens.tenantInternal.tenant_access_token | Should -BeLike 't-*'
        $theirs.tokens.tenant.tenant_access_token | Should -BeLike 't-*'
        $theirs.tokens.appInternal.app_access_token | Should -BeLike 'a-*'
        $theirs.tokens.app.app_access_token | Should -BeLike 'a-*'
        $theirs.tokens.PSObject.Properties.Value.code | Should -Be @(0, 0, 0, 0, 0)

        $chats = @(Get-LarkChat)
        $theirs.chats.id | Should -Be $chats.ChatId
        $theirs.chats.name | Should -Be $chats.Name
        $theirs.chat.name | Should -Be (Get-LarkChat oc_sandbox_finance_team).Name
        $theirs.scopes | Should -Contain 'im:message.group_msg'
        $theirs.user.open_id | Should -Be 'ou_sandbox_li'

        $user = Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck -PassThru
        Connect-Sandbox $server
        $single = @(Get-LarkChat -Connection $user | Where-Object ChatMode -EQ p2p)
        $theirs.singleChats.id | Should -Be $single.ChatId
        $theirs.singleChats.target | Should -Be $single.P2pTargetId

        $named = @(Get-LarkMessage -ChatId oc_sandbox_today)
        $theirs.named.id | Should -Be $named.MessageId
        $theirs.named.content | Should -Be $named.Content
        $theirs.named.link | Should -Be $named.Link
        $theirs.named.ForEach{ $_.english ?? $_.name } | Should -Be $named.SenderName
        $theirs.topicRoots | Should -Be 30
        $theirs.found | Should -Be (Find-LarkMessage plan -ChatId oc_sandbox_today).MessageId
        $theirs.foundSince | Should -Be 'om_sandbox_today_gone'

        $theirs.message | Should -Be 'om_sandbox_image'
        $theirs.descending | Should -Be (Get-LarkMessage -ChatId oc_sandbox_finance_team -Descending).MessageId
        $theirs.thread | Should -Be (Get-LarkMessage -ThreadId omt_sandbox_invoices).MessageId
        $theirs.image | Should -Be (Get-SandboxResource $server img_v3_sandbox_chart).sha256
        $theirs.file | Should -Be (Get-SandboxResource $server file_v3_sandbox_report).sha256
        $theirs.large | Should -Be (Get-SandboxResource $server file_v3_sandbox_8mib).sha256
    }

    It 'is refused with the code <Code> where <Where>' -ForEach @(
        @{ Where = 'chat'; Code = 230002 }, @{ Where = 'noChat'; Code = 232006 }, @{ Where = 'history'; Code = 230002 }
        @{ Where = 'pageSize'; Code = 99992402 }, @{ Where = 'message'; Code = 230110 }, @{ Where = 'token'; Code = 99991663 }
        @{ Where = 'secret'; Code = 10014 }, @{ Where = 'app'; Code = 10003 }, @{ Where = 'ticket'; Code = 10012 }
        @{ Where = 'tenantOfNobody'; Code = 10003 }, @{ Where = 'resourceStatus'; Code = 400 }
    ) {
        if (-not $script:calls) {
            $script:calls = Invoke-Node calls.mjs
        }

        $script:calls.errors.$Where | Should -Be $Code
    }
}
