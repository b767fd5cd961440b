namespace LarkResources.Messages;

/// <summary>Puts the flat items of an answer about a merged forward into the tree they were forwarded in.</summary>
internal static class MessageTree
{
    /// <summary>Forwards inside forwards, at most. The platform names no limit; what lies deeper is hung under the container itself.</summary>
    internal const int MaxDepth = 10;

    /// <summary>
    /// The container with its children, and in <see cref="LarkMessage.Resources"/> everything that is inside it. Every item is placed
    /// exactly once, also one whose <c>upper_message_id</c> is missing, unknown or part of a cycle: such a one becomes a direct child.
    /// </summary>
    /// <param name="items">All items of the answer, in its order.</param>
    /// <param name="containerId">The message that was asked for; without it, or when it is not among the items, the first item.</param>
    /// <returns>Null when there are no items.</returns>
    internal static LarkMessage? Build(IReadOnlyList<LarkMessage> items, string? containerId = null)
    {
        if (items.Count == 0)
        {
            return null;
        }

        var container = items.FirstOrDefault(item => item.MessageId == containerId) ?? items[0];
        var builder = new Builder(container, items);
        return builder.Build();
    }

    /// <summary>The items of an answer about a forward inside a forward, made ready to be added to the items of the outer one.</summary>
    /// <remarks>In such an answer direct children need not name their container; among the items of the outer forward they must.</remarks>
    internal static IEnumerable<LarkMessage> Adopt(IEnumerable<LarkMessage> items, string containerId) => items
        .Where(item => item.MessageId != containerId)
        .Select(item => item.UpperMessageId is null ? item with { UpperMessageId = containerId } : item);

    /// <summary>Ids of forwards inside the tree that came without children. Whether one call returns all levels is disputed: ask for these again.</summary>
    internal static IEnumerable<string> EmptyContainers(LarkMessage root) => root.Children.SelectMany(child =>
        child is { MessageType: "merge_forward", Children.Count: 0, MessageId.Length: > 0 } ? [child.MessageId] : EmptyContainers(child));

    /// <summary>True for a forward of which not all levels came: the identity may not read one, or it failed, or it is empty.</summary>
    internal static bool MayHoldMore(LarkMessage root) => root.MessageType == "merge_forward" && HasEmptyForward(root);

    private static bool HasEmptyForward(LarkMessage message) => message is { MessageType: "merge_forward", Children.Count: 0 } || message.Children.Any(HasEmptyForward);

    private sealed class Builder
    {
        private readonly LarkMessage _container;
        private readonly List<LarkMessage> _items;
        private readonly ILookup<string, LarkMessage> _byUpper;
        private readonly HashSet<LarkMessage> _placed = new(ReferenceEqualityComparer.Instance);
        private readonly ResourceCollector _all;

        internal Builder(LarkMessage container, IReadOnlyList<LarkMessage> items)
        {
            _container = container;

            // Items without an id have nothing that shows them to be one.
            _items = [.. items.DistinctBy(item => item.MessageId.Length > 0 ? item.MessageId : new object())];
            var ids = _items.Select(item => item.MessageId).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
            _byUpper = _items.ToLookup(item => item.UpperMessageId is { } upper && ids.Contains(upper) ? upper : container.MessageId);
            _all = new ResourceCollector(container);
        }

        internal LarkMessage Build()
        {
            _placed.Add(_container);
            foreach (var own in _container.Resources)
            {
                _all.Add(own);
            }

            List<LarkMessage> children = Place(_container.MessageId, 1);

            // What a cycle or the depth limit cut off. Each pass places the item it starts from, so this ends.
            foreach (var item in _items)
            {
                if (_placed.Add(item))
                {
                    children.Add(Complete(item, 1));
                }
            }

            return _container with { Children = children, Resources = _all.Resources };
        }

        private List<LarkMessage> Place(string upperId, int depth) => depth > MaxDepth || upperId.Length == 0
            ? []
            : [.. _byUpper[upperId].Where(_placed.Add).Select(item => Complete(item, depth))];

        private LarkMessage Complete(LarkMessage item, int depth)
        {
            var resources = item.Resources.Select(Readdress).ToList();
            resources.ForEach(_all.Add);
            return item with { Resources = resources, Children = Place(item.MessageId, depth + 1) };
        }

        /// <summary>Inner resources are asked of the container, and belong to where and when it was sent.</summary>
        private LarkResource Readdress(LarkResource resource) => resource with
        {
            MessageId = _container.MessageId,
            ChildMessageId = resource.ChildMessageId ?? (resource.MessageId.Length > 0 ? resource.MessageId : null),
            TwinMessageId = _container.TwinId ?? resource.TwinMessageId,
            RootMessageId = _container.RootId ?? resource.RootMessageId,
            ParentMessageId = _container.ParentId ?? resource.ParentMessageId,
            ChatId = _container.ChatId,
            ThreadId = _container.ThreadId,
            SentAt = _container.CreateTime,
            SenderId = _container.SenderId,
            SenderName = _container.SenderName,
            Link = _container.Link,
        };
    }
}
