#Requires -Version 7.4

<#
.SYNOPSIS
    Writes the topic about_LarkErrors in each language, out of the error catalogue.
.DESCRIPTION
    The topics are kept in the repository beside the other help. The tests run this script and compare: after a change of the
    catalogue, run it and commit what it has written. It uses only the language and .NET: the engine of the tests has no
    cmdlets of other modules.
.EXAMPLE
    ./docs/help/Build-ErrorTopic.ps1

    Makes the topics of out/LarkResources anew.
#>
[CmdletBinding()]
param(
    # The staged module whose catalogue is written down.
    [string] $Module = "$PSScriptRoot/../../out/LarkResources",

    # The folder that has a folder for each language; by default this one.
    [string] $Destination = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
Import-Module -Name ([IO.Path]::GetFullPath("$Module/LarkResources.psd1"))

$languages = @{
    'en-US' = @{
        Suffix = ''; Cause = 'Why: '; Advice = 'Do this: '; Link = 'More: '; Retry = 'The module retries before it reports this error.'
        Topic = 'TOPIC'; Short = 'SHORT DESCRIPTION'; Long = 'LONG DESCRIPTION'
        Synopsis = 'Every error that LarkResources explains, and what to do about it.'
        Introduction = @(
            'Every error of this module has a stable id, with which its FullyQualifiedErrorId begins. The id names a situation, and several codes of the platform can share it. Listed below are the ids, with the code of the platform, the category of the error record and the usual HTTP status, and then what happened, why it usually happens and what to do.'
            'Get-LarkErrorInfo gives the same for a code, an error id, an error from the pipeline, or with -All for all. A code that is not listed has the id LarkApi followed by the code, and the category of its HTTP status.'
            'The usual view of an error, ConciseView, shows the recommendation below the message from PowerShell 7.5 on. NormalView does not show it; Get-Error and DetailedView show it among the properties of the exception. In a script it is $_.Exception.Recommendation, beside Code, LogId and the others.'
            'Scripts should compare ErrorId, not the message, which can change:'
        )
        Own = 'ERRORS OF THE MODULE'; Platform = 'ERRORS OF THE PLATFORM'; SeeAlso = 'SEE ALSO'
    }
    'zh-CN' = @{
        Suffix = 'Chinese'; Cause = '原因：'; Advice = '处理：'; Link = '详见：'; Retry = '报告此错误之前，模块已等待并重试过。'
        Topic = '主题'; Short = '简短说明'; Long = '详细说明'
        Synopsis = 'LarkResources 的 cmdlet 能解释的所有错误，以及处理办法。'
        Introduction = @(
            '本模块的每个错误都有固定的 ID，FullyQualifiedErrorId 以它开头。ID 表示一种情况，平台的多个错误码可以对应同一个 ID。下面列出各个 ID 及平台错误码、错误记录的类别和常见的 HTTP 状态码，然后是：发生了什么、常见原因、如何处理。'
            'Get-LarkErrorInfo 给出同样的内容：可以查询错误码、错误 ID、来自管道的错误，或用 -All 查询全部。这里没有列出的错误码，其 ID 是 LarkApi 加错误码，类别由 HTTP 状态码决定。'
            '默认的错误视图 ConciseView 从 PowerShell 7.5 起在消息下方显示处理建议。NormalView 不显示；Get-Error 和 DetailedView 在异常的属性中显示。脚本中可用 $_.Exception.Recommendation 取得，旁边还有 Code、LogId 等属性。'
            '根据错误作出反应的脚本应比较 ErrorId，而不是可能变化的消息文字：'
        )
        Own = '模块自身的错误'; Platform = '平台的错误'; SeeAlso = '另请参阅'
    }
}
$example = @(
    'try {'
    '    Get-LarkMessageResource $messageId $fileKey -OutFile ./ -ErrorAction Stop'
    '}'
    'catch [LarkResources.LarkException] {'
    "    if (`$_.Exception.ErrorId -ne 'MessageDeleted') { throw }"
    '}'
)

# Chinese characters take two columns and may end a line anywhere, only not before a closing mark or behind an opening one.
function Format-Paragraph([string] $Text, [int] $Indent) {
    $wide, $opening, $closing = '\u2E80-\uFFEF', '（《\u201C', '，。、；：）》！？\u201D'
    $line, $width = (' ' * $Indent), $Indent
    foreach ($match in [regex]::Matches($Text, "[$opening]*(?:[$wide-[$opening$closing]]|[^\s$wide]+)[$closing]*|\s+")) {
        $part = $match.Value
        $columns = 0
        foreach ($character in $part.ToCharArray()) { $columns += $character -match "[$wide]" ? 2 : 1 }
        if ($width + $columns -gt 79 -and $line.Trim()) {
            $line.TrimEnd()
            $line, $width = (' ' * $Indent), $Indent
        }

        # A line begins with a word, not with the space between two.
        if ($part.Trim() -or $line.Trim()) {
            $line += $part
            $width += $columns
        }
    }

    if ($line.Trim()) { $line.TrimEnd() }
}

function Format-Row($Row, [hashtable] $Words) {
    $state = @($Row.Category; if ($Row.HttpStatusCode) { "HTTP $($Row.HttpStatusCode)" }) -join ', '
    '    ' + (@($Row.Code; $Row.ErrorId).Where{ $_ } -join '  ') + "  ($state)"
    Format-Paragraph $Row."Meaning$($Words.Suffix)" 8
    Format-Paragraph ($Words.Cause + $Row."Cause$($Words.Suffix)") 8
    Format-Paragraph ($Words.Advice + $Row."Recommendation$($Words.Suffix)") 8
    if ($Row.IsRetryable) { Format-Paragraph $Words.Retry 8 }
    '        ' + $Words.Link + $Row.HelpLink
    ''
}

$rows = Get-LarkErrorInfo -All
foreach ($culture in $languages.Keys) {
    $words = $languages[$culture]
    $lines = @(
        $words.Topic
        '    about_LarkErrors'
        ''
        $words.Short
        '    ' + $words.Synopsis
        ''
        $words.Long
        foreach ($paragraph in $words.Introduction) {
            Format-Paragraph $paragraph 4
            ''
        }
        foreach ($line in $example) { "        $line" }
        ''
        $words.Own
        foreach ($row in $rows.Where{ $null -eq $_.Code }) { Format-Row $row $words }
        $words.Platform
        foreach ($row in $rows.Where{ $null -ne $_.Code }) { Format-Row $row $words }
        $words.SeeAlso
        '    Get-LarkErrorInfo'
        '    about_LarkResources'
        '    about_LarkAutomation'
    )
    $folder = [IO.Directory]::CreateDirectory([IO.Path]::Combine($Destination, $culture)).FullName
    [IO.File]::WriteAllText("$folder/about_LarkErrors.help.txt", ($lines -join "`n") + "`n")
}
