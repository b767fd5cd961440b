namespace LarkResources.Models;

/// <summary>A person that a message mentions.</summary>
/// <param name="Key">What stands for the person in the content, such as <c>@_user_1</c>.</param>
/// <param name="Id">The id, or null.</param>
/// <param name="IdType">open_id, user_id or union_id; null when unknown.</param>
/// <param name="Name">The name, or null.</param>
internal sealed record Mention(string Key, string? Id, string? IdType, string? Name);
