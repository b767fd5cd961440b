// The module keeps its connection for the whole process, so that parallel runspaces see it: tests side by side would too.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
