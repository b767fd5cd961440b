using System.Collections;
using System.Globalization;
using System.Management.Automation;
using LarkResources.Binding;
using LarkResources.Completion;
using LarkResources.Errors;
using LarkResources.Pipeline;
using LarkResources.State;

namespace LarkResources.Commands;

/// <summary>Explains an error: what it means, why it happens, what to do. Without parameters, the last error of this module.</summary>
[Cmdlet(VerbsCommon.Get, "LarkErrorInfo", DefaultParameterSetName = "Last", HelpUri = "https://open.larksuite.com/document/ukTMukTMukTM/ugjM14COyUjL4ITN")]
[OutputType(typeof(LarkErrorInfo))]
public sealed class GetLarkErrorInfoCommand : ModuleCmdlet
{
    /// <summary>Codes of the platform, or ids of errors; both with wildcards.</summary>
    [Parameter(ParameterSetName = "Code", Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdOf("Code", "ErrorId")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ErrorCodeCompleter))]
    [AllowNull]
    public string[]? Code { get; set; }

    /// <summary>Ids of errors, with wildcards.</summary>
    [Parameter(ParameterSetName = "ErrorId", Mandatory = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ErrorCodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ErrorId { get; set; } = [];

    /// <summary>An error of this module, e.g. <c>$Error[0]</c>.</summary>
    [Parameter(ParameterSetName = "ErrorRecord", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ErrorRecord ErrorRecord { get; set; } = null!;

    /// <summary>The whole catalogue.</summary>
    [Parameter(ParameterSetName = "All", Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case "All":
                WriteObject(ErrorCatalogue.All, enumerateCollection: true);
                break;
            case "ErrorRecord":
                Explain(ErrorRecord);
                break;
            case "Code" or "ErrorId":
                // An object without a code, as most lines of a checklist are, has nothing to explain.
                foreach (var wanted in (Code ?? ErrorId).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text.Trim()))
                {
                    if (WildcardPattern.ContainsWildcardCharacters(wanted))
                    {
                        ListMatches(wanted);
                    }
                    else
                    {
                        Explain(wanted);
                    }
                }

                break;
            default:
                ExplainLast();
                break;
        }
    }

    private void ExplainLast()
    {
        var errors = (SessionState.PSVariable.GetValue("global:Error") as IEnumerable ?? Array.Empty<object>()).Cast<object?>();
        if (errors.Select(Record).FirstOrDefault(record => record is not null && IsOwn(record) && InfoOf(record) is not null) is { } last)
        {
            Explain(last);
        }
        else
        {
            WriteWarning(LarkErrors.Localized(
                "$Error holds no error of this module. Give a code or an error id, or -All for the whole catalogue.",
                "$Error 中没有本模块的错误。请指定错误码或错误 ID，或用 -All 列出全部。"));
        }
    }

    // A terminating error stands in the list as the exception that carried it.
    private static ErrorRecord? Record(object? error) => PipedItem.Base(error) switch
    {
        ErrorRecord record => record,
        IContainsErrorRecord holder => holder.ErrorRecord,
        _ => null,
    };

    private static bool IsOwn(ErrorRecord error) =>
        error.Exception is LarkException || LoadedCopy.Prevented(error.Exception) || error.FullyQualifiedErrorId.Contains(",LarkResources.", StringComparison.Ordinal);

    // Across a job or a remote session the exception arrives as text; the id survives.
    private static LarkErrorInfo? InfoOf(ErrorRecord error) => error.Exception switch
    {
        LarkException failure => ErrorCatalogue.ForException(failure),
        { } import when LoadedCopy.Prevented(import) => ErrorCatalogue.Find(ModuleErrors.AnotherCopyLoaded),
        _ => ErrorCatalogue.Find(IdOf(error)) ?? ByNumberIn(IdOf(error)),
    };

    private static string IdOf(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];

    // Not every code has a row of its own, but every code is in its id.
    private static LarkErrorInfo? ByNumberIn(string id) =>
        id.StartsWith(CatalogueRow.ApiIdPrefix, StringComparison.OrdinalIgnoreCase) && Number(id[CatalogueRow.ApiIdPrefix.Length..]) is { } code
            ? ErrorCatalogue.ForCode(code, null)
            : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private void ListMatches(string pattern)
    {
        try
        {
            var wanted = NamePatterns.Compile(pattern);
            WriteObject(
                ErrorCatalogue.All.Where(row => wanted.IsMatch(row.ErrorId) || (Code is not null && row.Code is { } code && wanted.IsMatch(code.ToString(CultureInfo.InvariantCulture)))),
                enumerateCollection: true);
        }
        catch (LarkException e)
        {
            WriteError(ErrorRecords.Create(e));
        }
    }

    private void Explain(string codeOrId)
    {
        var rows = Number(codeOrId) is { } code ? [ErrorCatalogue.ForCode(code, null)]
            : ErrorCatalogue.All.Where(row => row.ErrorId.Equals(codeOrId, StringComparison.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } named ? named
            : ByNumberIn(codeOrId) is { } unknown ? [unknown]
            : [];
        if (rows.Length > 0)
        {
            WriteObject(rows, enumerateCollection: true);
        }
        else
        {
            Refuse(codeOrId, LarkErrors.Localized($"'{codeOrId}' is not a code or an error id of this module.", $"'{codeOrId}' 不是本模块的错误码或错误 ID。"));
        }
    }

    private void Explain(ErrorRecord error)
    {
        if (InfoOf(error) is { } info)
        {
            WriteObject(info);
        }
        else
        {
            var id = IdOf(error);
            Refuse(id, LarkErrors.Localized($"The error '{id}' does not come from this module.", $"错误 '{id}' 不是本模块的错误。"));
        }
    }

    private void Refuse(string id, string message) => WriteError(new(new ArgumentException(message), "UnknownError", ErrorCategory.ObjectNotFound, id)
    {
        ErrorDetails = ErrorRecords.Details(message, LarkErrors.Localized(
            "Pipe an error of a Lark cmdlet, give its code or error id, or search the ids with wildcards: Get-LarkErrorInfo *Token*.",
            "请通过管道传入 Lark cmdlet 的错误，给出错误码或错误 ID，或者用通配符搜索错误 ID，例如 Get-LarkErrorInfo *Token*。")),
    });
}
