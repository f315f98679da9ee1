// A clinical document to FHIR R4 by Medplum. https://www.npmjs.com/package/@medplum/ccda
// A line of JSON in, a line of JSON out, as bench/peers/loop.py has it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

// It wants a WebSocket to be there, which Node has from version 22 on.
globalThis.WebSocket ??= class {};
const { convertCcdaToFhir, convertXmlToCcda } = createRequire(import.meta.url)('@medplum/ccda');

const inputs = readFileSync(process.argv[2], 'utf8').split('\n');

function work(input) {
  try {
    return convertCcdaToFhir(convertXmlToCcda(input));
  } catch {
    return {};
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, start, stop] = JSON.parse(line);
  const part = inputs.slice(start, stop);
  const began = process.cpuUsage();
  const made = part.map((one) => JSON.stringify(work(one)));
  const spent = process.cpuUsage(began);
  const seconds = (spent.user + spent.system) / 1e6 / part.length;
  const answer = kind === 'timed' ? { seconds } : { told: made.map((one) => JSON.parse(one)) };
  process.stdout.write(JSON.stringify(answer) + '\n');
}
