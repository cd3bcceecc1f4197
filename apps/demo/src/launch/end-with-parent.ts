// Loaded before a child's own program: when the process that started it is gone, even by kill −9, the channel between
// them closes, and the child stops as if it had been asked to. Nothing of the demo is left behind.
if (process.connected) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // The channel alone must not keep the child alive.
  process.channel?.unref();
}
