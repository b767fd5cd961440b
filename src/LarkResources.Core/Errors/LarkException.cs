using System.Net;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources;

/// <summary>Any failure this module reports: what the API answered, or what went wrong on the way to it or to disk.</summary>
/// <remarks>Never holds a token, a secret or a request header. The message is one line that stands on its own.</remarks>
public sealed class LarkException : Exception
{
    internal LarkException(string errorId, LarkErrorCategory category, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        Category = category;
    }

    /// <summary>The stable id with which <c>FullyQualifiedErrorId</c> starts, e.g. <c>AppNotInChat</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The category of the ErrorRecord.</summary>
    public LarkErrorCategory Category { get; }

    /// <summary>True when message and recommendation are Chinese: the UI culture of the moment at which it was made decides.</summary>
    internal bool IsChinese { get; } = UiText.IsChinese;

    /// <summary>What the failure means for the work that met it, from the catalogue.</summary>
    internal Disposition Disposition { get; init; }

    /// <summary>The API's business code, or null when the failure has none.</summary>
    public int? Code { get; init; }

    /// <summary>The HTTP status of the answer, or null when there was no answer.</summary>
    public HttpStatusCode? HttpStatusCode { get; init; }

    /// <summary>The platform's trace id of the request, for its support; null when the answer carried none.</summary>
    public string? LogId { get; init; }

    /// <summary>One imperative sentence, in the language of the UI culture: what to type or click next.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The scopes of which the body says that one is missing.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The request fields the body objects to, each as <c>field: description</c>.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The links the body offers, e.g. the console page that grants a missing scope.</summary>
    public IReadOnlyList<string> HelpLinks { get; init; } = [];

    /// <summary>The end of the message with code and log id, or empty.</summary>
    internal string Trace { get; init; } = string.Empty;

    /// <summary>The <c>error</c> of an OAuth answer; the module itself acts on it.</summary>
    internal string? OAuthError { get; init; }

    /// <summary>The id of the message, chat or resource the failure is about; never a secret.</summary>
    public string? Target { get; init; }
}
