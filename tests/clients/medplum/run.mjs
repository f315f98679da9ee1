// @medplum/core, unmodified: create, read, search, page, patch, transaction, history.
// https://www.npmjs.com/package/@medplum/core

import { MedplumClient } from '@medplum/core';
import { SYSTEM, pair, patient, result } from './story.mjs';

const base = new URL(process.argv[2]);
const client = new MedplumClient({
  baseUrl: `${base.origin}/`, fhirUrlPath: 'fhir', cacheTime: 0, autoBatchTime: 0,
});
const made = await client.createResource(patient('MP-1'));
const read = await client.readResource('Patient', made.id);
const found = await client.searchResources('Patient', { identifier: `${SYSTEM}|MP-1` });
const again = await client.createResourceIfNoneExist(patient('MP-1'), `identifier=${SYSTEM}|MP-1`);
const subject = `Patient/${made.id}`;
for (let value = 70; value < 75; value++) await client.createResource(result(subject, value));
const seen = new Set();
let pages = 0;
for await (const page of client.searchResourcePages('Observation', { subject, _count: '2' })) {
  pages += 1;
  for (const one of page) seen.add(one.id);
}
const done = await client.executeBatch(pair('urn:uuid:4d7f6a3e-0d5a-4b57-9d0a-6b7c5f0f0004', 'MP-2'));
const updated = await client.updateResource({ ...read, birthDate: '1987-04-24' });
const patched = await client.patchResource('Patient', made.id, [
  { op: 'replace', path: '/gender', value: 'other' },
]);
const history = await client.readHistory('Patient', made.id);
const first = await client.readVersion('Patient', made.id, '1');
await client.deleteResource('Patient', made.id);
let gone = '';
try {
  await client.readResource('Patient', made.id, { cache: 'reload' });
} catch (error) {
  gone = error.outcome?.issue?.[0]?.code ?? String(error);
}
console.log(JSON.stringify({
  read: read.name[0].family,
  found: found.map((one) => one.id === made.id),
  again: again.id === made.id,
  paged: seen.size,
  pages,
  transaction: done.entry.map((one) => one.response.status.slice(0, 3)),
  updated: updated.meta.versionId,
  patched: [patched.gender, patched.meta.versionId],
  history: history.entry.map((one) => one.resource.meta.versionId),
  first: first.birthDate,
  gone,
}));
