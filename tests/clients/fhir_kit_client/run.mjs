// fhir-kit-client, unmodified: create, read, search, page, patch, batch, transaction, history.
// https://www.npmjs.com/package/fhir-kit-client

import { Client } from 'fhir-kit-client';
import { SYSTEM, pair, patient, result } from './story.mjs';

const client = new Client({ baseUrl: process.argv[2] });
const made = await client.create({ resourceType: 'Patient', body: patient('FK-1') });
const read = await client.read({ resourceType: 'Patient', id: made.id });
const found = await client.search({ resourceType: 'Patient', searchParams: { identifier: `${SYSTEM}|FK-1` } });
const posted = await client.search({
  resourceType: 'Patient',
  searchParams: { identifier: `${SYSTEM}|FK-1` },
  options: { postSearch: true },
});
const subject = `Patient/${made.id}`;
for (let value = 70; value < 75; value++) {
  await client.create({ resourceType: 'Observation', body: result(subject, value) });
}
const seen = new Set();
let page = await client.search({ resourceType: 'Observation', searchParams: { subject, _count: 2 } });
let pages = 0;
while (page) {
  pages += 1;
  for (const one of page.entry ?? []) seen.add(one.resource.id);
  page = await client.nextPage({ bundle: page });
}
const full = 'urn:uuid:4d7f6a3e-0d5a-4b57-9d0a-6b7c5f0f0003';
const done = await client.transaction({ body: pair(full, 'FK-2') });
const updated = await client.update({
  resourceType: 'Patient', id: made.id, body: { ...read, birthDate: '1987-04-24' },
});
const patched = await client.patch({
  resourceType: 'Patient', id: made.id, jsonPatch: [{ op: 'replace', path: '/gender', value: 'other' }],
});
const batch = await client.batch({
  body: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: subject } }] },
});
const history = await client.history({ resourceType: 'Patient', id: made.id });
const first = await client.vread({ resourceType: 'Patient', id: made.id, version: '1' });
const statement = await client.capabilityStatement();
await client.delete({ resourceType: 'Patient', id: made.id });
let gone = 0;
try {
  await client.read({ resourceType: 'Patient', id: made.id });
} catch (error) {
  gone = error.response?.status ?? error.status ?? String(error);
}
console.log(JSON.stringify({
  read: read.name[0].family,
  found: found.entry.map((one) => one.resource.id === made.id),
  posted: posted.entry.map((one) => one.resource.id === made.id),
  paged: seen.size,
  pages,
  transaction: done.entry.map((one) => one.response.status.slice(0, 3)),
  updated: updated.meta.versionId,
  patched: [patched.gender, patched.meta.versionId],
  batch: batch.entry.map((one) => one.response.status.slice(0, 3)),
  history: history.entry.map((one) => one.resource.meta.versionId),
  first: first.birthDate,
  statement: statement.fhirVersion,
  gone,
}));
