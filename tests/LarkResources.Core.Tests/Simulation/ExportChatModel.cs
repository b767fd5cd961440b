using LarkResources.Sandbox;
using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Simulation;

/// <summary>What people do in a chat, and what an export of it must hold therefore.</summary>
internal sealed class ExportChatModel(SandboxHandler sandbox, Random random, int count, int seed)
{
    private readonly List<(string MessageId, string FileKey, DateTimeOffset SentAt, bool WasPassedOver)> _edits = [];
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);

    public string Id { get; } = SandboxWorld.MixedChatId(count, seed);

    /// <summary>What the server serves, by message and key, with its hash.</summary>
    public IEnumerable<(ResourceKey Key, string Sha256)> Served => SandboxWorld.MixedResources(count, seed)
        .Where(resource => resource.Code is null && !_recalled.Contains(resource.MessageId))
        .Select(resource => (new ResourceKey(resource.MessageId, resource.FileKey), resource.Sha256))
        .Concat(_edits
            .Where(edit => !edit.WasPassedOver && !_recalled.Contains(edit.MessageId))
            .Select(edit => (new ResourceKey(edit.MessageId, edit.FileKey), SandboxWorld.Sha256Of(edit.FileKey))));

    /// <summary>What it refuses, with its code.</summary>
    public IEnumerable<(ResourceKey Key, int Code)> Refused => SandboxWorld.MixedResources(count, seed)
        .Where(resource => resource.Code is not null && !_recalled.Contains(resource.MessageId))
        .Select(resource => (new ResourceKey(resource.MessageId, resource.FileKey), resource.Code!.Value));

    public bool IsRecalled(string messageId) => _recalled.Contains(messageId);

    /// <summary>Puts a picture into a message of the last day: the platform lets nobody edit an older one.</summary>
    public void Edit(DateTimeOffset now)
    {
        var (number, sentAt) = Any();
        if (sentAt > now || sentAt < now - TimeSpan.FromHours(23.9) || number % 200 == 33 || number % 400 == 66 || number % 300 == 99)
        {
            return;
        }

        var message = SandboxWorld.MixedMessageId(count, seed, number);
        try
        {
            _edits.Add((message, sandbox.EditMessage(message), sentAt, false));
        }
        catch (ArgumentException)
        {
            // Recalled, or no text and no post.
        }
    }

    public void Recall()
    {
        var (number, _) = Any();
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
    public void LookedAt(ExportSelection selection)
    {
        for (var i = 0; i < _edits.Count; i++)
        {
            _edits[i] = _edits[i] with { WasPassedOver = _edits[i].WasPassedOver || selection.Since > _edits[i].SentAt };
        }
    }

    /// <summary>A message of the chat and about when it was sent: evenly over ten days, three of twenty with the one before.</summary>
    private (int Number, DateTimeOffset SentAt) Any()
    {
        var number = random.Next(1, count + 1);
        var place = number % 20 is > 3 and < 7 ? number - (number % 20) + 3 : number;
        return (number, SandboxWorld.MixedFrom + (place * TimeSpan.FromDays(10) / (count + 1)));
    }
}
