namespace LarkResources.Tests.Simulation;

/// <summary>What people do in a chat, and what an export of it must hold therefore.</summary>
internal sealed class ExportChatModel(SandboxHandler sandbox, Random random, int count, int seed)
{
    private readonly List<(string MessageId, string FileKey, DateTimeOffset SentAt, bool WasPassedOver)> _edits = [];
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);

    public string Id { get; } = SandboxWorld.MixedChatId(count, seed);

    public bool HasEditPassedOver => _edits.Exists(edit => edit.WasPassedOver);

    /// <summary>What the server serves of it, by message and key, with its hash.</summary>
    public IEnumerable<(ResourceKey Key, string Sha256)> Served(ExportOptions selection) => Wanted(selection)
        .Where(resource => resource.Code is null)
        .Select(resource => (new ResourceKey(resource.MessageId, resource.FileKey), resource.Sha256))
        .Concat(_edits
            .Where(edit => !edit.WasPassedOver && !_recalled.Contains(edit.MessageId))
            .Select(edit => (new ResourceKey(edit.MessageId, edit.FileKey), SandboxFiles.Sha256Of(edit.FileKey))));

    /// <summary>What it refuses, with its code.</summary>
    public IEnumerable<(ResourceKey Key, int Code)> Refused(ExportOptions selection) => Wanted(selection)
        .Where(resource => resource.Code is not null)
        .Select(resource => (new ResourceKey(resource.MessageId, resource.FileKey), resource.Code!.Value));

    /// <summary>Puts a picture into a message of the last day: the platform lets nobody edit an older one.</summary>
    public void Edit(DateTimeOffset now)
    {
        var newest = (int)Math.Clamp((now - SandboxWorld.MixedFrom) / TimeSpan.FromDays(10) * (count + 1), 1, count);
        for (var attempts = 8; attempts > 0 && !TryEdit(Math.Max(1, newest - random.Next((count / 10) + 1)), now); attempts--)
        {
        }
    }

    private bool TryEdit(int number, DateTimeOffset now)
    {
        var sentAt = SentAt(number);
        if (sentAt > now || sentAt < now - TimeSpan.FromHours(23.9) || number % 200 == 33 || number % 400 == 66 || number % 300 == 99)
        {
            return false;
        }

        var message = SandboxWorld.MixedMessageId(count, seed, number);
        try
        {
            _edits.Add((message, sandbox.EditMessage(message), sentAt, false));
            return true;
        }
        catch (ArgumentException)
        {
            // Recalled, or no text and no post.
            return false;
        }
    }

    public void Recall()
    {
        var number = random.Next(1, count + 1);
        if (number % 250 == 5 || number % 100 == 17)
        {
            // Whether a thread outlives its first message, the documents do not say; and who recalls twice.
            return;
        }

        var message = SandboxWorld.MixedMessageId(count, seed, number);
        try
        {
            sandbox.RecallMessage(message);
            _recalled.Add(message);
        }
        catch (ArgumentException)
        {
            // Not sent yet.
        }
    }

    /// <summary>
    /// A window that begins behind an edited message passes it over, and the next run for everything begins a day before the end of that
    /// window: such an edit is only found by -Full.
    /// </summary>
    public void LookedAt(ExportOptions selection)
    {
        for (var i = 0; i < _edits.Count; i++)
        {
            _edits[i] = _edits[i] with { WasPassedOver = _edits[i].WasPassedOver || selection.Since > _edits[i].SentAt };
        }
    }

    private IEnumerable<MixedResource> Wanted(ExportOptions selection) => SandboxFiles.OfMixedChat(count, seed).Where(resource =>
        selection.Wants(Enum.Parse<LarkResourceKind>(resource.Kind, ignoreCase: true)) && (selection.IncludeThread || !resource.InThread) && !_recalled.Contains(resource.MessageId));

    /// <summary>About when a message was sent: evenly over ten days, three of twenty with the one before.</summary>
    private DateTimeOffset SentAt(int number)
    {
        var place = number % 20 is > 3 and < 7 ? number - (number % 20) + 3 : number;
        return SandboxWorld.MixedFrom + (place * TimeSpan.FromDays(10) / (count + 1));
    }
}
