// Preloaded into a process under test: says at its end how much memory it needed at most.
//
// V8 lets garbage lie for longer the larger the heap is. With BENCH_COLLECT_GARBAGE set, garbage is
// collected once a second, and what remains is what the program really holds.

const { setInterval } = require('node:timers');
const v8 = require('node:v8');
const vm = require('node:vm');

const MB = 1024 * 1024;

let peakHeld = 0;

if (process.env.BENCH_COLLECT_GARBAGE) {
  v8.setFlagsFromString('--expose-gc');
  const collectGarbage = vm.runInNewContext('gc');
  const sample = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    peakHeld = Math.max(peakHeld, heapUsed + external);
  };
  setInterval(sample, 1000).unref();
}

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage();
  const peak = { residentMb: maxRSS / 1024, heldMb: peakHeld / MB };
  process.stderr.write(`MEASURED=${JSON.stringify(peak)}\n`);
});
