using System.Globalization;
using System.Management.Automation;
using LarkResources.Completion;
using LarkResources.Errors;

namespace LarkResources.Commands;

/// <summary>Explains an error: what it means, why it happens, what to do.</summary>
[Cmdlet(VerbsCommon.Get, "LarkErrorInfo", DefaultParameterSetName = "Code", HelpUri = "https://open.larksuite.com/document/ukTMukTMukTM/ugjM14COyUjL4ITN")]
[OutputType(typeof(LarkErrorInfo))]
public sealed class GetLarkErrorInfoCommand : PSCmdlet
{
    /// <summary>The codes to explain; none lists the whole catalogue.</summary>
    [Parameter(ParameterSetName = "Code", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ErrorCodeCompleter))]
    [AllowNull]
    public int[]? Code { get; set; }

    /// <summary>An error of this module, e.g. <c>$Error[0]</c>.</summary>
    [Parameter(ParameterSetName = "ErrorRecord", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ErrorRecord ErrorRecord { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "ErrorRecord")
        {
            Explain(ErrorRecord);
        }
        else if (Code is not { Length: > 0 } codes)
        {
            // An object without a code, as most lines of a checklist are, asks for nothing; no object at all asks for everything.
            WriteObject(MyInvocation.ExpectingInput ? [] : ErrorCatalogue.All, enumerateCollection: true);
        }
        else
        {
            WriteObject(codes.Select(code => ErrorCatalogue.ForCode(code, null)), enumerateCollection: true);
        }
    }

    // Not every code has a row of its own, but every code is in its id.
    private static LarkErrorInfo? ByNumberIn(string id) =>
        id.StartsWith(CatalogueRow.ApiIdPrefix, StringComparison.OrdinalIgnoreCase)
        && int.TryParse(id.AsSpan(CatalogueRow.ApiIdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? ErrorCatalogue.ForCode(code, null)
            : null;

    private void Explain(ErrorRecord error)
    {
        // Across a job or a remote session the exception arrives as text; the id survives.
        var id = error.FullyQualifiedErrorId.Split(',')[0];
        var info = error.Exception is LarkException failure ? ErrorCatalogue.ForException(failure) : ErrorCatalogue.Find(id) ?? ByNumberIn(id);
        if (info is not null)
        {
            WriteObject(info);
            return;
        }

        var unknown = new ArgumentException($"The error '{id}' does not come from this module.");
        WriteError(new(unknown, "UnknownError", ErrorCategory.ObjectNotFound, id)
        {
            ErrorDetails = new(unknown.Message) { RecommendedAction = "Pipe an error of a Lark cmdlet, or give its number with -Code." },
        });
    }
}
