using LarkResources.Tests.Fuzzing;

namespace LarkResources.Tests.Export;

/// <summary>One archive that the app and a user continue in turn, each of whom may see what the other does not.</summary>
public sealed class ExportIdentityTests : IDisposable
{
    private readonly ExportRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task What_an_app_has_read_says_nothing_about_what_a_person_sees()
    {
        // The bot came when there were messages already, and one of them is refused to it.
        _rig.Server.Say(Sent.File("om_1", Ago(3000)) with { IsInChat = false }, Sent.File("om_2", Ago(2000)), Sent.File("om_3", Ago(50)));
        Assert.Equal(["om_3"], (await RunAsync(isUser: false, refused: 234040, "file_om_2")).Saved);

        _rig.Server.Change("om_1", sent => sent with { IsInChat = true });
        var run = await RunAsync(isUser: true);
        Assert.Equal(["om_1", "om_2"], run.Saved);
        Assert.Equal(["No run as a user has finished for chat 'Living' yet, so its whole history is new. What is there stays, and what only the app was refused is requested."], run.Notes.Where(note => note.Contains("has finished", StringComparison.Ordinal)));
        foreach (var isUser in new[] { true, false, true })
        {
            var next = await RunAsync(isUser);
            Assert.Equal(["history"], next.Calls);
            Assert.NotNull(_rig.Server.Window.From);
            Assert.DoesNotContain(next.Notes, note => note.Contains("has finished", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_run_for_less_was_refused_as_one_of_app_and_user_is_fetched_as_the_other(bool isUser)
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)));
        await RunAsync(!isUser);
        _rig.Server.Say(Sent.File("om_2", Ago(1)));
        await RunAsync(isUser, ExportRig.Everything with { IncludeThread = false }, 234038, "file_om_2");
        Assert.Equal(isUser ? RefusedTo.User : RefusedTo.App, _rig.Lines.Single(line => line.MessageId == "om_2").RefusedTo);

        Assert.Equal(["om_2"], (await RunAsync(!isUser)).Saved);
        Assert.Null(_rig.Lines.Single(line => line.MessageId == "om_2").RefusedTo);
        Assert.Equal(["history"], (await RunAsync(!isUser)).Calls);
    }

    [Fact]
    public async Task So_is_what_it_was_refused_in_a_first_run_that_broke_off()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)), Sent.Forward("om_2", Ago(2000), Sent.File("om_in", Ago(2000))));
        using var stop = new CancellationTokenSource();
        _rig.Server.Refused["file_om_1"] = 234038;
        _rig.Server.Before = call =>
        {
            if (call == "message om_2")
            {
                Assert.True(SpinWait.SpinUntil(() => _rig.Lines.Length == 1, TimeSpan.FromSeconds(60)));
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _rig.RunAsync(cancellationToken: stop.Token));
        _rig.Server.Before = static _ => { };
        Assert.Equal(RefusedTo.App, Assert.Single(_rig.Lines).RefusedTo);

        Assert.Equal(["om_1", "om_2"], (await RunAsync(isUser: true)).Saved);
    }

    [Fact]
    public async Task What_is_refused_to_both_is_asked_for_once_by_each()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)), Sent.Folder("om_2", Ago(2000), "folder_1"), Sent.Forward("om_3", Ago(2000), Sent.File("om_in", Ago(2000))));
        var calls = new[] { false, true, false, true };
        foreach (var (isUser, run) in calls.Select((isUser, run) => (isUser, run)))
        {
            var ran = await RunAsync(isUser, refused: 230050, "file_om_1", "folder_1", "om_3");
            Assert.Equal(run < 2 ? ["file om_1 file_om_1", "folder folder_1", "history", "message om_3"] : ["history"], ran.Calls);
            Assert.Empty(ran.Failures);
        }

        Assert.Equal([RefusedTo.Both, RefusedTo.Both, null], _rig.Lines.OrderBy(line => line.MessageId, StringComparer.Ordinal).Select(line => line.RefusedTo));
        Assert.Equal(["file om_1 file_om_1", "folder folder_1", "history", "many om_1 om_2 om_3", "message om_3"], (await RunAsync(false, ExportRig.Everything with { RetrySkipped = true }, 230050, "file_om_1", "folder_1", "om_3")).Calls);
    }

    [Fact]
    public async Task A_folder_and_a_forward_that_only_one_of_them_may_read_is_not_read_again_in_each_run()
    {
        _rig.Server.Folders["folder_1"] = ["a.txt"];
        _rig.Server.Say(Sent.Folder("om_1", Ago(2000), "folder_1"), Sent.Forward("om_2", Ago(2000), Sent.File("om_in", Ago(2000))));
        await RunAsync(isUser: true, refused: 230050, "folder_1", "om_2");
        Assert.Equal(["om_1", "om_2"], (await RunAsync(isUser: false)).Saved);
        Assert.Equal(["history"], (await RunAsync(isUser: false)).Calls);
        Assert.Equal(["history"], (await RunAsync(isUser: true, refused: 230050, "folder_1", "om_2")).Calls);
    }

    [Fact]
    public async Task A_refusal_is_remembered_while_the_other_one_fails()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)));
        await RunAsync(isUser: false, refused: 234038, "file_om_1");
        for (var night = 0; night < 2; night++)
        {
            Assert.Equal(["2200"], (await RunAsync(isUser: true, refused: 2200, "file_om_1")).Failures);
            var app = await RunAsync(isUser: false, refused: 234038, "file_om_1");
            Assert.Equal(["history"], app.Calls);
            Assert.Equal(1, app.Tally.SkippedBefore);
            Assert.Empty(app.Failures);
        }

        Assert.Equal(["om_1"], (await RunAsync(isUser: true)).Saved);
    }

    [Fact]
    public async Task A_refusal_is_remembered_where_it_is_too_large_for_the_other_one()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)));
        var small = ExportRig.Everything with { MaximumSize = 3 };
        Assert.Empty((await RunAsync(isUser: true, small)).Saved);
        await RunAsync(isUser: false, refused: 234038, "file_om_1");
        for (var night = 0; night < 2; night++)
        {
            Assert.Equal(["history"], (await RunAsync(isUser: true, small)).Calls);
            Assert.Equal(["history"], (await RunAsync(isUser: false, refused: 234038, "file_om_1")).Calls);
        }

        Assert.Equal(["om_1"], (await RunAsync(isUser: true)).Saved);
    }

    [Fact]
    public async Task A_file_inside_what_only_the_other_one_can_read_fails_no_run()
    {
        _rig.Server.Say(
            Sent.Forward("om_1", Ago(2000), Sent.Forward("om_deep", Ago(2000))),
            Sent.Forward("om_deep", Ago(2000), Sent.File("om_file", Ago(2000))) with { IsInChat = false });
        await RunAsync(isUser: true, refused: 234038, "file_om_file");
        _rig.Server.Refused.Clear();
        (_rig.Server.Refused["om_deep"], _rig.Server.Refused["file_om_file"], _rig.IsOfUser) = (230002, 234003, false);
        Assert.Empty((await _rig.RunAsync()).Failures);
        Assert.Equal(["history"], (await _rig.RunAsync()).Calls);
        Assert.Equal(RefusedTo.Both, Assert.Single(_rig.Lines).RefusedTo);
        Assert.Equal(["history"], (await RunAsync(isUser: true, refused: 234038, "file_om_file")).Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_failed_for_one_of_them_waits_for_it_whatever_the_other_is_refused(bool isForLess)
    {
        _rig.Server.Folders["folder_1"] = ["a.txt"];
        _rig.Server.Say(
            Sent.Forward("om_1", Ago(2000), Sent.File("om_in", Ago(2000)), Sent.Forward("om_deep", Ago(2000))), Sent.Text("om_root", Ago(2000)) with { Thread = "omt_1" },
            Sent.Forward("om_deep", Ago(2000), Sent.File("om_file", Ago(2000))) with { IsInChat = false }, Sent.File("om_reply", Ago(1900)).In("omt_1"),
            Sent.Folder("om_2", Ago(2000), "folder_1"), Sent.Forward("om_3", Ago(2000), Sent.File("om_in3", Ago(2000), "three.txt")), Sent.File("om_4", Ago(2000)));
        string[] parts = ["om_deep", "omt_1", "folder_1", "om_3", "file_om_4"];
        Assert.Equal(parts.Length, (await RunAsync(isUser: true, refused: 2200, parts)).Failures.Length);

        // The app sees less, and nothing that fails.
        _rig.Server.Change("om_reply", sent => sent with { Thread = null });
        Assert.Empty((await RunAsync(false, isForLess ? ExportRig.Everything with { IncludeThread = false } : null, 230050, [.. parts.Except(["omt_1"])])).Failures);

        _rig.Server.Change("om_reply", sent => sent with { Thread = "omt_1" });
        await RunAsync(isUser: true);
        Assert.Equal(["a.txt", "om_4.txt", "om_file.txt", "om_in.txt", "om_reply.txt", "three.txt"], _rig.Files);
    }

    [Fact]
    public async Task Neither_keeps_the_other_from_going_on_where_it_was()
    {
        _rig.Server.Say(Sent.File("om_1", Ago(2000)), Sent.Text("om_root", Ago(2000)) with { Thread = "omt_1" });
        await RunAsync(isUser: true);
        await RunAsync(isUser: false, ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } });
        await RunAsync(isUser: true);
        Assert.InRange(_rig.Server.Window.From!.Value, Ago(24 * 31), Ago(24 * 29));
        await RunAsync(isUser: false, ExportRig.Everything with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } });
        Assert.InRange(_rig.Server.Window.From!.Value, Ago(24 * 31), Ago(24 * 29));
    }

    [Fact]
    public async Task Whatever_runs_came_before_one_of_each_brings_all_that_either_may_have()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            using var rig = new ExportRig();
            await LiveAsync(rig, new Random(seed), seed);
        }
    }

    /// <summary>Runs for more and for less as either, in which some parts fail for now, and then calm runs of both for everything.</summary>
    private static async Task LiveAsync(ExportRig rig, Random random, int seed)
    {
        var (now, all) = (rig.Now, ExportRig.Everything with { IncludeMessage = random.OneIn(2) });
        var (hidden, broken) = (new[] { new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal) }, new HashSet<string>(StringComparer.Ordinal));
        var parts = new List<(string Part, string File)>();
        rig.Server.Say(Sent.Text("om_root", now.AddHours(-3000)) with { Thread = "omt_1" });
        for (var n = 0; n < 12; n++)
        {
            Say(n, now.AddHours(-random.Next(100, 2900)));
        }

        for (var run = 0; run < 7; run++)
        {
            var less = random.Next(7) switch
            {
                4 => all with { MaximumSize = 3 },
                5 => all with { Full = true },
                6 => all with { RetrySkipped = true },
                0 => all with { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.Image } },
                1 => all with { IncludeThread = false, IncludeMessage = false },
                2 => all with { Since = now.AddHours(-random.Next(50, 3000)) },
                _ => all,
            };
            await RunAsync(random.OneIn(2), less, [.. parts.Where(_ => random.OneIn(4)).Select(part => part.Part)]);
            Say(12 + run, now.AddHours(-random.Next(1, 20)));
        }

        // What only one of them may have fails for that one in each run, which costs the other one nothing.
        broken.UnionWith(parts.Select(part => part.Part).Where(part => part.StartsWith("file_om_", StringComparison.Ordinal) && !part.StartsWith("file_om_in", StringComparison.Ordinal) && hidden[0].Contains(part) != hidden[1].Contains(part)));
        for (var run = 0; run < 4; run++)
        {
            var (isUser, calls) = (run % 2 == 0, (await RunAsync(run % 2 == 0, all, [])).Calls);
            Assert.True(run < 2 || !calls.Any(call => call.StartsWith("file ", StringComparison.Ordinal) && broken.Contains(call.Split(' ')[2]) && hidden[isUser ? 1 : 0].Contains(call.Split(' ')[2])), $"Seed {seed}: {string.Join(", ", calls)}");
        }

        // What lies in a forward that only one of them can read, and has failed for that one, is an error to both until that one has it.
        broken.Clear();
        await RunAsync(isUser: true, all, []);
        await RunAsync(isUser: false, all, []);
        foreach (var isUser in new[] { true, false })
        {
            Assert.Empty((await RunAsync(isUser, all, [])).Failures);
        }

        var expected = parts.Where(part => hidden.Any(refused => !refused.Contains(part.Part))).Select(part => part.File).Order(StringComparer.Ordinal);
        Assert.True(expected.SequenceEqual(rig.Files), $"Seed {seed}: {string.Join(' ', expected.Except(rig.Files))} missing.");
        foreach (var isUser in new[] { false, true })
        {
            // What was sent in the last hours is read again in any case.
            var calls = (await RunAsync(isUser, all, [])).Calls;
            Assert.True(calls.Length == (await RunAsync(isUser, all, [])).Calls.Length && !calls.Any(call => call.StartsWith("file ", StringComparison.Ordinal) || call.StartsWith("many ", StringComparison.Ordinal)), $"Seed {seed}: {string.Join(", ", calls)}");
        }

        void Say(int n, DateTimeOffset at)
        {
            var (part, sent) = random.Next(5) switch
            {
                4 => ($"file_om_in{n}", Sent.Forward($"om_{n}", at, Sent.Forward($"om_deep{n}", at))),
                0 => ($"folder_{n}", Sent.Folder($"om_{n}", at, $"folder_{n}")),
                1 => ($"om_{n}", Sent.Forward($"om_{n}", at, Sent.File($"om_in{n}", at, $"{n}.txt"))),
                2 => ($"file_om_{n}", Sent.File($"om_{n}", at, $"{n}.txt").In("omt_1")),
                _ => ($"file_om_{n}", Sent.File($"om_{n}", at, $"{n}.txt")),
            };
            rig.Server.Folders[$"folder_{n}"] = [$"{n}.txt"];
            rig.Server.Say(sent, Sent.Forward($"om_deep{n}", at, Sent.File($"om_in{n}", at, $"{n}.txt")) with { IsInChat = false });
            parts.Add((part, $"{n}.txt"));
            foreach (var refused in hidden.Where(_ => random.OneIn(3)))
            {
                refused.Add(part);
            }
        }

        Task<Ran> RunAsync(bool isUser, ExportOptions options, string[] failing)
        {
            rig.IsOfUser = isUser;
            rig.Server.Refused.Clear();
            foreach (var part in failing)
            {
                rig.Server.Refused[part] = 2200;
            }

            foreach (var part in broken)
            {
                rig.Server.Refused[part] = 2200;
            }

            foreach (var part in hidden[isUser ? 1 : 0])
            {
                rig.Server.Refused[part] = 230050;
                if (part.StartsWith("file_om_in", StringComparison.Ordinal))
                {
                    // The whole forward inside, and then the file is of no message that it can see.
                    (rig.Server.Refused[part.Replace("file_om_in", "om_deep", StringComparison.Ordinal)], rig.Server.Refused[part]) = (230002, 234003);
                }
            }

            return rig.RunAsync(options);
        }
    }

    private DateTimeOffset Ago(double hours) => _rig.Now.AddHours(-hours);

    private Task<Ran> RunAsync(bool isUser, int refused = 0, params string[] parts) => RunAsync(isUser, null, refused, parts);

    private Task<Ran> RunAsync(bool isUser, ExportOptions? options, int refused = 0, params string[] parts)
    {
        _rig.IsOfUser = isUser;
        _rig.Server.Refused.Clear();
        foreach (var part in parts)
        {
            _rig.Server.Refused[part] = refused;
        }

        return _rig.RunAsync(options);
    }
}
