using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace ScriptHost;

/// <summary>Progress as one line at the bottom of the output, rewritten in place.</summary>
internal sealed class ProgressLine(TextWriter output)
{
    private const string BackToStartAndErase = "\r\u001b[2K";
    private const int BarCells = 20;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    private long _shownAt;
    private bool _visible;

    internal void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        if (_visible && Stopwatch.GetElapsedTime(_shownAt) < ShortestInterval)
        {
            return;
        }

        // One cell is left free: a full line makes some terminals wrap, and then it cannot be erased.
        output.Write(BackToStartAndErase + CellWidth.Truncate(Describe(record), ConsoleRawUI.Columns - 1));
        _shownAt = Stopwatch.GetTimestamp();
        _visible = true;
    }

    internal void Clear()
    {
        if (_visible)
        {
            output.Write(BackToStartAndErase);
            _visible = false;
        }
    }

    private static string Describe(ProgressRecord record)
    {
        var line = new StringBuilder(record.Activity);
        if (record.PercentComplete is >= 0 and <= 100)
        {
            var filled = record.PercentComplete * BarCells / 100;
            line.Append(" [").Append('#', filled).Append('.', BarCells - filled).Append(']');
            line.Append(CultureInfo.InvariantCulture, $" {record.PercentComplete,3}%");
        }

        line.Append(' ').Append(record.StatusDescription);
        if (record.SecondsRemaining >= 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" {TimeSpan.FromSeconds(record.SecondsRemaining):g} left");
        }

        return line.Append(' ').Append(record.CurrentOperation).ToString().ReplaceLineEndings(" ").TrimEnd();
    }
}
