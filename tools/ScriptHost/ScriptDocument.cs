using System.Management.Automation;
using System.Management.Automation.Language;

namespace ScriptHost;

/// <summary>A parsed script, cut where a person at a prompt would press Enter.</summary>
internal sealed class ScriptDocument
{
    private readonly string _text;
    private readonly ScriptBlockAst _ast;
    private readonly Token[] _comments;

    private ScriptDocument(string text, ScriptBlockAst ast, Token[] tokens)
    {
        _text = text;
        _ast = ast;
        _comments = [.. tokens.Where(token => token.Kind == TokenKind.Comment)];
    }

    internal ScriptRequirements? Requirements => _ast.ScriptRequirements;

    /// <exception cref="ParseException">The script has syntax errors; nothing of it may run.</exception>
    internal static ScriptDocument Load(string path)
    {
        var text = File.ReadAllText(path);
        var ast = Parser.ParseInput(text, path, out var tokens, out var errors);
        return errors.Length == 0 ? new ScriptDocument(text, ast, tokens) : throw new ParseException(errors);
    }

    /// <summary>
    /// The <c>param()</c> block with its attributes, to be run first, with the arguments, in the scope of the statements.
    /// </summary>
    internal ScriptStep? Parameters()
    {
        if (_ast.ParamBlock is not { } block || !CanBeCut())
        {
            return null;
        }

        var first = block.Attributes.Select(attribute => attribute.Extent).Append(block.Extent).MinBy(extent => extent.StartOffset)!;
        return new ScriptStep { Source = InPlace(first, block.Extent) };
    }

    internal IEnumerable<ScriptStep> Steps()
    {
        if (!CanBeCut())
        {
            yield return new ScriptStep { Source = _text };
            yield break;
        }

        // A `using` lasts for the session when it is entered by itself, as at a prompt.
        if (_ast.UsingStatements is { Count: > 0 } usings)
        {
            var source = InPlace(usings[0].Extent, usings[^1].Extent);
            yield return new ScriptStep { Text = source.Trim(), Source = source };
        }

        var statements = _ast.EndBlock?.Statements ?? [];
        for (var i = 0; i < statements.Count; i++)
        {
            var extent = statements[i].Extent;
            var previousLine = i == 0 ? 0 : statements[i - 1].Extent.EndLineNumber;
            var nextOffset = i == statements.Count - 1 ? int.MaxValue : statements[i + 1].Extent.StartOffset;
            yield return new ScriptStep
            {
                Comments = CommentsAbove(extent, previousLine),
                Text = extent.Text + CommentBehind(extent, nextOffset),
                Source = InPlace(extent, extent),
                CanReturn = statements[i].Find(ast => ast is ReturnStatementAst, searchNestedScriptBlocks: false) is not null,
            };
        }
    }

    // Blocks such as process {} and a trap belong to the script as a whole: its statements mean something else one by one.
    private bool CanBeCut() => _ast is { BeginBlock: null, ProcessBlock: null, DynamicParamBlock: null, CleanBlock: null }
        && _ast.EndBlock is null or { Unnamed: true, Traps: null or { Count: 0 } };

    // Blank lines stand for what comes before it in the file, so that errors tell the true line and column.
    private string InPlace(IScriptExtent first, IScriptExtent last) =>
        new string('\n', first.StartLineNumber - 1) + new string(' ', first.StartColumnNumber - 1) + _text[first.StartOffset..last.EndOffset];

    private List<string> CommentsAbove(IScriptExtent statement, int previousLine)
    {
        var lines = new List<string>();
        var line = statement.StartLineNumber;
        foreach (var comment in _comments.Reverse())
        {
            if (comment.Extent.EndLineNumber == line - 1 && comment.Extent.StartLineNumber > previousLine)
            {
                line = comment.Extent.StartLineNumber;
                if (!IsForTheShell(comment.Text))
                {
                    lines.InsertRange(0, comment.Text.ReplaceLineEndings("\n").Split('\n'));
                }
            }
        }

        return lines;
    }

    private string CommentBehind(IScriptExtent statement, int nextOffset)
    {
        var comment = Array.Find(_comments, token => token.Extent.StartOffset >= statement.EndOffset
            && token.Extent.StartOffset < nextOffset && token.Extent.StartLineNumber == statement.EndLineNumber);
        return comment is null ? string.Empty : "  " + comment.Text;
    }

    private static bool IsForTheShell(string comment) =>
        comment.StartsWith("#!", StringComparison.Ordinal) || comment.StartsWith("#requires", StringComparison.OrdinalIgnoreCase);
}
