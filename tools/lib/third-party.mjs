import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** Licences under which a user may take whatever our packages bring along into a program of any kind. */
const allowedLicences = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
const reason = /^until (\d{4}-\d{2}-\d{2}): \S.{10,}/;

/**
 * Packages that come with ours under a licence that not everybody can accept.
 *
 * @param {Record<string, { name: string, versions: string[] }[]>} licences What `pnpm licenses list --json` says.
 * @returns {string[]} One line each.
 */
export function licenceProblems(licences) {
  return Object.entries(licences)
    .filter(([licence]) => !allowedLicences.includes(licence))
    .flatMap(([licence, packages]) =>
      packages.map(
        ({ name, versions }) =>
          `${name} ${versions.join(', ')} has the licence "${licence}"; allowed are ${allowedLicences.join(', ')}`,
      ),
    );
}

/**
 * Exceptions from the audit without an end or a reason, or past their end.
 *
 * @param {string} text pnpm-workspace.yaml.
 * @param {string} today `2026-11-21`
 * @returns {string[]} One line each.
 */
export function exceptionProblems(text, today) {
  const config = parseDocument(text).get('auditConfig');
  if (config === undefined) return [];
  if (!isMap(config)) return ['pnpm-workspace.yaml: auditConfig must be a map'];
  return config.items.flatMap(({ key, value }) => {
    if (String(key) !== 'ignoreGhsas' || !isSeq(value)) {
      return [`pnpm-workspace.yaml: auditConfig may only hold a list "ignoreGhsas", not ${key}`];
    }
    return value.items.flatMap((item) => exceptionProblem(item, today));
  });
}

function exceptionProblem(item, today) {
  const id = isScalar(item) ? String(item.value) : String(item);
  const end = reason.exec((item.comment ?? '').trim())?.[1];
  if (end === undefined) {
    return [
      `pnpm-workspace.yaml: say behind ${id} until when and why, such as "# until 2027-01-31: not reachable, …"`,
    ];
  }
  if (end >= today) return [];
  return [
    `pnpm-workspace.yaml: the exception ${id} ended on ${end}; update the package, or say why it may stay`,
  ];
}
