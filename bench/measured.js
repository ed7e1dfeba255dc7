// Preloaded into a process under test: says at its end what it took. Each line `MEASURED=` of a
// process is a part of what was measured of it.
//
// V8 lets garbage lie for longer the larger the heap is. With BENCH_COLLECT_GARBAGE set, garbage is
// collected once a second, and what remains is what the program really holds. With BENCH_PROFILE
// set, a CPU profile is written to that file.

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { setInterval } = require('node:timers');
const v8 = require('node:v8');
const vm = require('node:vm');

const MB = 1024 * 1024;

let heldMb = 0;

if (process.env.BENCH_COLLECT_GARBAGE) {
  v8.setFlagsFromString('--expose-gc');
  const collectGarbage = vm.runInNewContext('gc');
  const sample = () => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    heldMb = Math.max(heldMb, (heapUsed + external) / MB);
  };
  setInterval(sample, 1000).unref();
}

const profileFile = process.env.BENCH_PROFILE;
const session = new Session();
if (profileFile) {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    residentMb: maxRSS / 1024,
    ...(heldMb > 0 && { heldMb }),
  };
  process.stderr.write(`MEASURED=${JSON.stringify(usage)}\n`);
  if (!profileFile) return;
  session.post('Profiler.stop', (error, result) => {
    if (error) throw new Error(error.message);
    writeFileSync(profileFile, JSON.stringify(result.profile));
  });
});
