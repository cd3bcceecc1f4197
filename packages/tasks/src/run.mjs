// Entry of every root script: `node packages/tasks/src/run.mjs COMMAND [arguments]`.
// Node built-ins only, and no syntax newer than the oldest Node that should get the message below instead of a stack.
const OLDEST_NODE = [20, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(
    `Vigie needs Node ${OLDEST_NODE.join(".")} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
  );
  process.exit(1);
} else {
  void import("./commands.mjs").then((commands) => commands.run(process.argv.slice(2)));
}
