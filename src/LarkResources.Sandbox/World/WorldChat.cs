namespace LarkResources.Sandbox.World;

/// <summary>One chat; a chat that is not listed can be reached by its id only.</summary>
internal sealed record WorldChat(string Id, string Name, string Description, bool Listed);
