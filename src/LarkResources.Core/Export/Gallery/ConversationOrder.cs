namespace LarkResources.Export.Gallery;

/// <summary>The order in which a conversation is read: by time, and each thread behind its root.</summary>
internal static class ConversationOrder
{
    private static readonly Comparison<ConversationPlace> ByTime = (a, b) =>
        a.SentAt != b.SentAt ? a.SentAt.CompareTo(b.SentAt)
        : a.Position != b.Position ? a.Position.CompareTo(b.Position)
        : a.Offset.CompareTo(b.Offset);

    public static IReadOnlyList<ConversationPlace> Of(IReadOnlyDictionary<string, ConversationPlace> places)
    {
        var inTime = places.Values.ToList();
        inTime.Sort(ByTime);
        var threads = inTime.Where(place => place.ThreadId is not null).GroupBy(place => place.ThreadId!, StringComparer.Ordinal).ToList();
        var replies = new Dictionary<ConversationPlace, List<ConversationPlace>>();
        foreach (var thread in threads)
        {
            var root = RootOf(thread, places);
            foreach (var reply in thread)
            {
                if (reply != root)
                {
                    reply.IsReply = true;
                    if (!replies.TryGetValue(root, out var list))
                    {
                        replies.Add(root, list = []);
                    }

                    list.Add(reply);
                }
            }
        }

        // Threads that name each other as their roots would hide all of both.
        foreach (var (root, list) in replies)
        {
            if (root.IsReply)
            {
                list.ForEach(reply => reply.IsReply = false);
            }
        }

        return [.. inTime.Where(place => !place.IsReply).SelectMany(place => replies.GetValueOrDefault(place) is { } list ? [place, .. list.Where(reply => reply.IsReply)] : new[] { place })];
    }

    /// <summary>The message that the replies name; where the export does not have it, the first of the thread.</summary>
    private static ConversationPlace RootOf(IGrouping<string, ConversationPlace> thread, IReadOnlyDictionary<string, ConversationPlace> places) =>
        thread.Select(place => place.RootId is { } id ? places.GetValueOrDefault(id) : null).FirstOrDefault(root => root is not null)
        ?? thread.First();
}
