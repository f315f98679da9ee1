// What every client of Node is asked to do: an invented patient, some results (as story.py has them).
// https://hl7.org/fhir/R4/http.html

export const SYSTEM = 'https://clinic.example/numbers';

export const patient = (number, family = 'Weber') => ({
  resourceType: 'Patient',
  identifier: [{ system: SYSTEM, value: number }],
  name: [{ family, given: ['Anna'] }],
  gender: 'female',
  birthDate: '1987-04-23',
});

export const result = (subject, value) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  subject: { reference: subject },
  effectiveDateTime: '2026-01-05T09:00:00+01:00',
  valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
});

export const pair = (full, number) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    { fullUrl: full, resource: patient(number, 'Klein'), request: { method: 'POST', url: 'Patient' } },
    { resource: result(full, 55), request: { method: 'POST', url: 'Observation' } },
  ],
});
