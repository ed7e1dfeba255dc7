// Preloaded into a process under test: says at its end what it took.

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    residentMb: maxRSS / 1024,
  };
  process.stderr.write(`MEASURED=${JSON.stringify(usage)}\n`);
});
