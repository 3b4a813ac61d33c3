"""The laboratory: each bench measures one figure beside a limit or a peer in the same run. See docs/howto/measure.md."""
