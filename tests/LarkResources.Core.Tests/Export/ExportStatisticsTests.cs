namespace LarkResources.Tests.Export;

public sealed class ExportStatisticsTests
{
    [Fact]
    public void Of_many_edited_files_the_first_three_by_name_are_named_and_each_once()
    {
        var tally = new ExportStatistics();
        Array.ForEach(["d", "b", "b", "e", "a", "c"], tally.FileIsEdited);
        Assert.Equal(6, tally.Edited);
        Assert.Equal(["a", "b", "c"], tally.SomeEdited);
    }

    [Fact]
    public void Refusals_and_failures_are_counted_by_their_codes_and_what_has_none_by_its_name()
    {
        var tally = new ExportStatistics();
        tally.Skipped(234040);
        tally.Skipped(234040);
        tally.Skipped(null);
        tally.Failed(LarkErrors.NotConnected());
        tally.Failed(LarkErrors.FromFault(new ApiFault { Code = 234001, Status = System.Net.HttpStatusCode.BadRequest, Message = "no" }, "It could not be had", null));
        tally.FileSaved(3);
        tally.FileSaved(4);
        Assert.Equal([new("234040", 2), new("MaximumSize", 1)], tally.SkippedByCode);
        Assert.Equal([new("234001", 1), new("NotConnected", 1)], tally.FailedByCode);
        Assert.Equal((2, 7L), (tally.Saved, tally.Bytes));
    }
}
