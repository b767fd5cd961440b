using System.Text.Json;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Naming;
using LarkResources.Text;

namespace LarkResources.Messages;

/// <summary>The files of a folder that was sent as a message.</summary>
/// <remarks>
/// The recursive listing is flat and does not say which folder an entry is in: it is enough where that does not matter. Where it matters, or where
/// fewer entries came than the platform counts (all_count, and children_count of a folder inside), each folder is asked for by itself.
/// </remarks>
internal sealed class FolderReader
{
    /// <summary>Folders inside folders. The platform names no limit; a listing that leads on and on must end.</summary>
    private const int MostFolders = 10_000;

    private const int MostShown = 60;

    private readonly LarkClient _client;
    private readonly LarkResource _sent;
    private readonly Dictionary<string, Node> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>In no order: where not all are asked for, it is not always the same ones that are left.</summary>
    private readonly PriorityQueue<Node, int> _unread = new();
    private readonly CallSeries _calls;

    private FolderReader(LarkClient client, LarkResource sent, CancellationToken cancellationToken) =>
        (_client, _sent, _calls) = (client, sent, new(async () => (await client.ListFolderAsync(sent.MessageId, sent.FileKey, isRecursive: false, cancellationToken).ConfigureAwait(false)).Dispose()));

    /// <summary>Why no more was asked for; null while the server answers.</summary>
    private LarkException? Lost { get; set; }

    /// <summary>All files that the platform lists.</summary>
    /// <param name="client">Lists.</param>
    /// <param name="folder">The folder, as its message names it.</param>
    /// <param name="withPlaces">True to find out in which of the folders inside each file is; that takes a call for each of them.</param>
    /// <param name="cancellationToken">Stops between and within calls.</param>
    /// <exception cref="LarkException">The folder itself could not be listed.</exception>
    public static async Task<FolderContent> ReadAsync(LarkClient client, LarkResource folder, bool withPlaces, CancellationToken cancellationToken)
    {
        if (!withPlaces)
        {
            var flat = new FolderReader(client, folder, cancellationToken);
            var whole = flat.Add(null, folder.FileKey, folder.Name, 0);
            await flat.ListAsync(whole, isRecursive: true, cancellationToken).ConfigureAwait(false);

            // Each entry but those of the folder itself is counted by the folder it is in.
            var inside = flat._folders.Values.Where(node => node != whole).Sum(node => node.Expected);
            if (!whole.IsShort && (inside == 0 || whole.All > inside))
            {
                return new([.. whole.AllFiles], null);
            }
        }

        var reader = new FolderReader(client, folder, cancellationToken);
        var root = reader.Add(null, folder.FileKey, folder.Name, 0);
        await reader.ListAsync(root, isRecursive: false, cancellationToken).ConfigureAwait(false);
        await reader.ReadInnerAsync(cancellationToken).ConfigureAwait(false);

        // A folder that does not answer will not answer otherwise either.
        foreach (var node in reader._folders.Values.Where(node => node.IsShort && node.Failure?.Disposition.IsRetryable() is not true).ToArray())
        {
            if (reader.Lost is not null)
            {
                break;
            }

            await reader.TryListAsync(node, isRecursive: true, cancellationToken).ConfigureAwait(false);
            await reader.ReadInnerAsync(cancellationToken).ConfigureAwait(false);
        }

        return new([.. root.AllFiles], reader is { Lost: { } lost, _unread.Count: > 0 } ? reader.CutOff(lost) : reader._folders.Values.Any(node => node.IsShort) ? reader.Incomplete(root) : null);
    }

    private async Task ReadInnerAsync(CancellationToken cancellationToken)
    {
        while (Lost is null && _unread.TryDequeue(out var next, out _))
        {
            await TryListAsync(next, isRecursive: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists a folder inside: what the others hold is worth having without it.</summary>
    private async Task TryListAsync(Node folder, bool isRecursive, CancellationToken cancellationToken)
    {
        folder.Failure = null;
        try
        {
            await ListAsync(folder, isRecursive, cancellationToken).ConfigureAwait(false);
            _calls.Answered();
        }
        catch (LarkException e)
        {
            folder.Failure = e;
            Lost = await _calls.FailedAsync(e).ConfigureAwait(false);
        }
    }

    private async Task ListAsync(Node folder, bool isRecursive, CancellationToken cancellationToken)
    {
        using var body = await _client.ListFolderAsync(_sent.MessageId, folder.Key, isRecursive, cancellationToken).ConfigureAwait(false);
        var listing = MessageReader.Listed(body, What(folder.Key), folder.Key, Listing.Read);
        folder.Expects(listing.Count);
        if (listing.WithoutKey is > 0 and var withoutKey)
        {
            folder.Failure = Short(LarkErrors.Localized($"{(withoutKey == 1 ? "one entry has" : $"{withoutKey} entries have")} no usable key.", $"其中 {withoutKey} 项没有可用的 Key。"));
        }

        foreach (var entry in listing.Entries.Where(entry => !_files.Contains(entry.Key) && !_folders.ContainsKey(entry.Key)))
        {
            folder.Found();
            if (!entry.IsFolder)
            {
                _files.Add(entry.Key);
                folder.Files.Add(_sent with { FileKey = entry.Key, Kind = LarkResourceKind.File, Name = entry.Name, IsSupported = true, Note = null, Folder = folder.Path });
            }
            else if (_folders.Count < MostFolders)
            {
                _unread.Enqueue(Add(folder, entry.Key, entry.Name, entry.ChildrenCount), Random.Shared.Next());
            }
            else
            {
                folder.Failure ??= Short(LarkErrors.Localized($"it has more than {MostFolders} folders inside.", $"其中的文件夹超过 {MostFolders} 个。"));
            }
        }
    }

    private LarkException Short(string why) => LarkErrors.Local(ModuleErrors.IncompleteFolder, why, _sent.FileKey);

    private Node Add(Node? parent, string key, string? name, long count)
    {
        var node = new Node(parent, key, FolderPath.Join(parent?.Path, name, key));
        node.Expects(count);
        _folders.Add(key, node);
        parent?.Folders.Add(node);
        return node;
    }

    private LarkException CutOff(LarkException lost) => LarkErrors.Amended(
        lost, LarkErrors.Localized($"It is inside the folder '{Shown}' of message '{_sent.MessageId}'; the rest of that folder was not requested.", $"它位于消息 '{_sent.MessageId}' 的文件夹 '{Shown}' 中，该文件夹的其余部分未再请求。"));

    private LarkException Incomplete(Node root)
    {
        var failure = _folders.Values.Select(node => node.Failure).FirstOrDefault(failure => failure is not null);
        var (got, all) = (root.All, Math.Max(root.Expected, root.All + _folders.Values.Where(node => node != root).Sum(node => Math.Max(0, node.Expected - node.All))));
        var reason = got < all
            ? LarkErrors.Localized($"the platform listed only {got} of its {all} entries.", $"平台只列出了 {all} 项中的 {got} 项。")
            : LarkErrors.Localized("a folder inside could not be listed.", "其中有文件夹无法列出。");
        return LarkErrors.Local(
            ModuleErrors.IncompleteFolder,
            LarkErrors.Because(LarkErrors.Localized($"The folder '{Shown}' of message '{_sent.MessageId}' could not be listed completely", $"无法完整列出消息 '{_sent.MessageId}' 中的文件夹 '{Shown}'"), failure switch { null => reason, { ErrorId: ModuleErrors.IncompleteFolder } => failure.Message, _ => $"{reason} {failure.Message}" }),
            _sent.FileKey,
            failure);
    }

    /// <summary>What a person knows the folder by.</summary>
    private string Shown => SingleLineText.From(_client.Secrets.Strike(_sent.Name ?? _sent.FileKey), MostShown);

    private string What(string key) =>
        LarkErrors.Localized($"The folder '{key}' of message '{_sent.MessageId}' could not be listed", $"无法列出消息 '{_sent.MessageId}' 中的文件夹 '{key}'");

    private sealed record Entry(string Key, string? Name, bool IsFolder, long ChildrenCount);

    /// <summary>One answer.</summary>
    /// <param name="Entries">What it lists.</param>
    /// <param name="Count">How many entries there are, as the platform says.</param>
    /// <param name="WithoutKey">How many entries have no key, or one that cannot be sent.</param>
    private sealed record Listing(Entry[] Entries, long Count, int WithoutKey)
    {
        /// <summary>Null for data that is not a listing. An empty folder may come without a list.</summary>
        public static Listing? Read(JsonElement data)
        {
            var count = data.Whole("all_count") ?? 0;
            var items = MessageReader.Items(data) ?? (data.Field("items") is null && data.Whole("all_count") == 0 ? [] : null);
            if (items is null)
            {
                return null;
            }

            Entry[] entries = [.. items.Select(EntryOf).OfType<Entry>()];
            return new([.. entries.DistinctBy(entry => entry.Key)], data.Flag("has_more") ? Math.Max(count, items.Length + 1) : count, items.Length - entries.Length);
        }

        private static Entry? EntryOf(JsonElement item) =>
            item.Text("file_key") is { } key && ApiPath.IsFileKey(key) ? new(key, item.Text("name"), item.Flag("is_folder"), item.Whole("children_count") ?? 0) : null;
    }

    /// <summary>One folder, and how much of it is known.</summary>
    private sealed class Node(Node? parent, string key, string path)
    {
        public string Key => key;

        public string Path => path;

        /// <summary>The files that were listed in it, in that order.</summary>
        public List<LarkResource> Files { get; } = [];

        /// <summary>The folders that were listed in it, in that order.</summary>
        public List<Node> Folders { get; } = [];

        /// <summary>Its files and those of the folders inside, level by level: the order does not depend on which folder was asked for first.</summary>
        public IEnumerable<LarkResource> AllFiles
        {
            get
            {
                var level = new Queue<Node>([this]);
                while (level.TryDequeue(out var node))
                {
                    foreach (var file in node.Files)
                    {
                        yield return file;
                    }

                    node.Folders.ForEach(level.Enqueue);
                }
            }
        }

        /// <summary>Why not all of it could be listed.</summary>
        public LarkException? Failure { get; set; }

        /// <summary>Entries that the platform counts, those of folders inside perhaps included.</summary>
        public long Expected { get; private set; }

        /// <summary>Entries in it and in the folders inside.</summary>
        public long All { get; private set; }

        public bool IsShort => Failure is not null || All < Expected;

        public void Expects(long count) => Expected = Math.Max(Expected, count);

        public void Found()
        {
            for (var node = this; node is not null; node = node.Parent)
            {
                node.All++;
            }
        }

        private Node? Parent => parent;
    }
}

/// <summary>What is in a folder.</summary>
/// <param name="Files">The files, each once.</param>
/// <param name="Missing">Why not all is there: IncompleteFolder, or the failure after which no more was requested; null when all is there.</param>
internal sealed record FolderContent(IReadOnlyList<LarkResource> Files, LarkException? Missing);
