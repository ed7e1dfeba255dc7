import { writeReport } from '/tmp/wt/report/cli/reportPage/writeReport';
async function main(){ for (const p of process.argv.slice(2)) { const t=Date.now(); console.log(await writeReport({projectPath:`/tmp/q-out/${p}`, out:`/tmp/r-out/${p}.html`}), Date.now()-t); } }
void main();
