// One instance of a function: loads the bundle once, then takes one request at a time from its parent. Plain JavaScript,
// because the process that runs a function must hold nothing but the function.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const [bundleDir] = process.argv.slice(2);
let current;

function describe(error) {
  const known = error instanceof Error;
  return {
    errorType: known ? error.name : typeof error,
    errorMessage: known ? error.message : String(error),
    stackTrace:
      known && error.stack
        ? error.stack
            .split('\n')
            .slice(1, 11)
            .map((line) => line.trim())
        : [],
  };
}

function load() {
  try {
    const { handler } = require(path.resolve(bundleDir, 'index.js'));
    if (typeof handler !== 'function') throw new TypeError('index.js exports no function named handler.');
    process.send({ type: 'loaded' });
    return handler;
  } catch (error) {
    process.send({ type: 'load-failed', error: describe(error) });
    return undefined;
  }
}

const LEVELS = ['debug', 'info', 'warn', 'error'];
let lowestLevel = 0;

function loggerFor(requestId) {
  const log =
    (level) =>
    (...parts) => {
      if (LEVELS.indexOf(level) < lowestLevel) return;
      console.log(new Date().toISOString(), requestId, `[${level.toUpperCase()}]`, ...parts);
    };
  return {
    debug: log('debug'),
    log: log('info'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    setLogLevel(level) {
      lowestLevel = Math.max(0, LEVELS.indexOf(String(level).toLowerCase()));
    },
  };
}

function bytesOf(answer) {
  if (answer === undefined || answer === null) return Buffer.alloc(0);
  if (Buffer.isBuffer(answer)) return answer;
  return Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
}

/** Peak memory of this invocation: Linux forgets the peak so far upon a 5 (proc(5), clear_refs); elsewhere the process's. */
function watchMemory() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return () => 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return () => 1024 * process.resourceUsage().maxRSS;
  }
}

/** The marks tell the parent where this invocation's output ends; only then may the result go. */
function finish(result, then) {
  if (current === undefined) return;
  const { id, startedAt, peak } = current;
  current = undefined;
  const message = { type: 'result', id, durationMs: performance.now() - startedAt, peakRssBytes: peak(), ...result };
  const mark = `\u0000end ${id}\u0000`;
  process.stdout.write(mark, () => process.stderr.write(mark, () => process.send(message, () => then?.())));
}

function crash(error) {
  console.error(error);
  const end = () => process.exit(1);
  if (current === undefined) end();
  else finish({ crashed: true, error: describe(error) }, end);
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
process.on('disconnect', () => process.exit(0));

const handler = load();
process.on('message', async ({ id, event, context }) => {
  current = { id, startedAt: performance.now(), peak: watchMemory() };
  let result;
  try {
    const answer = await handler(Buffer.from(event), { ...context, logger: loggerFor(context.requestId) });
    result = { payload: bytesOf(answer) };
  } catch (error) {
    console.error(error);
    result = { error: describe(error) };
  }
  finish(result);
});
