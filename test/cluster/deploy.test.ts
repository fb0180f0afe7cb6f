/**
 * What stands in deploy/, held against the code and against itself: no container was started from it here, but every file it copies is
 * there, every command line is one that Weir takes, every name that one part gives another has.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { ROOT, weir } from '../cli/weir.ts';

const DEPLOY = join(ROOT, 'deploy');
const text = (...path: string[]) => readFileSync(join(DEPLOY, ...path), 'utf8');

/** What Weir's code reads of its environment. */
function known(): Set<string> {
  const sources = ['host', 'api'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  );
  return new Set(sources.flatMap((source) => [...source.matchAll(/env\.(WEIR_\w+)/g)].map(([, name = '']) => name)));
}

/** The folders, at the root, of all that the code in some folders imports, themselves among them. */
function importedFolders(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('page'))
      .flatMap((name) => {
        const file = join(folder, name);
        const targets = [...readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)].map(([, target = '']) => target);
        return [file, ...targets.map((target) => resolve(dirname(file), target))].map(
          (path) => relative(ROOT, path).split(sep)[0] ?? '',
        );
      }),
  );
}

const helps = new Map<string, ReturnType<typeof weir>>();

/** Options of a command line that the command does not know. */
async function unknownOptions([command = '', ...args]: readonly string[]): Promise<string[]> {
  const help = helps.get(command) ?? weir([command, '--help']);
  helps.set(command, help);
  const { out, code } = await help;
  if (code !== 0) return [command];
  return args.filter((arg) => arg.startsWith('--') && !out.includes(`${arg} `));
}

describe('the Dockerfile', () => {
  const lines = text('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages = lines
    .join('\n')
    .split(/^FROM /m)
    .slice(1);

  it('copies what there is, and what the image needs of it', () => {
    const [build = '', image = ''] = stages;
    const copied = [...build.matchAll(/^COPY (.+)$/gm)].flatMap(([, words = '']) => words.split(' ').slice(0, -1));
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const allowed = text('Dockerfile.dockerignore').split('\n');
    expect(copied.filter((path) => !allowed.includes(`!${path.replace('./', '')}`))).toEqual([]);
    const taken = [...image.matchAll(/^COPY --from=build \/weir\/(\S+)/gm)].map(([, path = '']) => path);
    const made = ['node_modules', 'build'];
    expect(
      taken.filter((path) => !made.includes(path) && !copied.some((each) => path.startsWith(each.replace('./', '')))),
    ).toEqual([]);
    // Of the kernel's source the host reads the layout, at run time too.
    const needed = [
      'package.json',
      'node_modules',
      'build',
      ...new Set(importedFolders(['host', 'api'].map((name) => join(ROOT, name)))),
    ];
    expect(needed).toContain('engine-as');
    expect(needed.filter((path) => !taken.includes(path))).toEqual([]);
  });

  it('names its images by version, of a Node that Weir runs on', () => {
    const images = stages.map((stage) => stage.split(/\s/)[0] ?? '');
    expect(images.filter((image) => !/^node:(2[4-9]|[3-9]\d)-[a-z]+-slim$/.test(image))).toEqual([]);
  });

  it('runs as somebody who is not root, and starts the command line', () => {
    const image = stages.at(-1) ?? '';
    const [, user = '0'] = /^USER (\d+)/m.exec(image) ?? [];
    expect(Number(user)).toBeGreaterThan(0);
    expect(image.indexOf('USER')).toBeLessThan(image.indexOf('ENTRYPOINT'));
    const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(image) ?? [];
    const words: unknown = JSON.parse(entry);
    expect(words).toEqual(['node', 'host/cli/weir.js']);
    const variables = [...image.matchAll(/(WEIR_\w+)=/g)].map(([, name = '']) => name);
    expect(variables.filter((name) => !known().has(name))).toEqual([]);
  });
});

const Strings = Type.Record(Type.String(), Type.String());
const composeShape = Compile(
  Type.Object({
    services: Type.Record(
      Type.String(),
      Type.Object({
        image: Type.String(),
        command: Type.Array(Type.String()),
        environment: Strings,
        volumes: Type.Array(Type.String()),
        depends_on: Type.Optional(Type.Record(Type.String(), Type.Object({ condition: Type.String() }))),
        healthcheck: Type.Optional(Type.Unknown()),
        read_only: Type.Optional(Type.Boolean()),
      }),
    ),
    volumes: Type.Record(Type.String(), Type.Unknown()),
  }),
);

describe('the compose file', () => {
  const compose: unknown = parse(text('compose.yaml'), { merge: true });
  if (!composeShape.Check(compose)) throw new Error(JSON.stringify(composeShape.Errors(compose)));
  const services = Object.entries(compose.services);
  const own = services.filter(([, { image }]) => image === 'weir');

  it('gives Weir command lines and variables that it knows', async () => {
    expect(own.map(([name]) => name)).toEqual(['worker', 'conductor', 'service']);
    for (const [name, { command, environment }] of own) {
      expect(await unknownOptions(command), name).toEqual([]);
      expect(
        Object.keys(environment).filter((each) => !known().has(each)),
        name,
      ).toEqual([]);
    }
  });

  it('uses volumes and services that it has, and waits for a database that is ready', () => {
    for (const [name, { volumes, depends_on = {} }] of services) {
      expect(
        volumes.filter((volume) => !((volume.split(':')[0] ?? '') in compose.volumes)),
        name,
      ).toEqual([]);
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(compose.services[other], name).toBeDefined();
        if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck, name).toBeDefined();
      }
    }
  });

  it('lets Weir write nowhere but to its data, and holds no password', () => {
    expect(own.filter(([, { read_only }]) => read_only !== true)).toEqual([]);
    const passwords = services
      .flatMap(([, { environment }]) => Object.values(environment))
      .filter((value) => /pass/i.test(value));
    expect(passwords.length).toBeGreaterThan(0);
    expect(passwords.filter((value) => !value.includes('${WEIR_DATABASE_PASSWORD:?'))).toEqual([]);
  });
});

const Named = Type.Object({ name: Type.String() });
const documentShape = Compile(
  Type.Object({
    apiVersion: Type.String(),
    kind: Type.String(),
    metadata: Type.Optional(Named),
    spec: Type.Optional(Type.Unknown()),
  }),
);
const workloadShape = Compile(
  Type.Object({
    metadata: Named,
    spec: Type.Object({
      replicas: Type.Integer(),
      selector: Type.Object({ matchLabels: Strings }),
      template: Type.Object({
        metadata: Type.Object({ labels: Strings }),
        spec: Type.Object({
          securityContext: Type.Object({ runAsNonRoot: Type.Literal(true), runAsUser: Type.Integer({ minimum: 1 }) }),
          terminationGracePeriodSeconds: Type.Optional(Type.Integer()),
          containers: Type.Array(
            Type.Object({
              image: Type.String(),
              args: Type.Array(Type.String()),
              env: Type.Array(
                Type.Object({
                  name: Type.String(),
                  value: Type.Optional(Type.String()),
                  valueFrom: Type.Optional(
                    Type.Object({ secretKeyRef: Type.Object({ name: Type.String(), key: Type.String() }) }),
                  ),
                }),
              ),
              resources: Type.Object({ requests: Strings, limits: Strings }),
              securityContext: Type.Object({ allowPrivilegeEscalation: Type.Literal(false) }),
              volumeMounts: Type.Array(Type.Object({ name: Type.String(), mountPath: Type.String() })),
            }),
          ),
          volumes: Type.Array(
            Type.Object({ name: Type.String(), persistentVolumeClaim: Type.Optional(Type.Object({ claimName: Type.String() })) }),
          ),
        }),
      }),
      volumeClaimTemplates: Type.Optional(Type.Array(Type.Object({ metadata: Named }))),
    }),
  }),
);
const serviceShape = Compile(Type.Object({ spec: Type.Object({ selector: Strings }) }));
const secretShape = Compile(Type.Object({ metadata: Named, stringData: Strings }));
const kustomizationShape = Compile(
  Type.Object({
    resources: Type.Array(Type.String()),
    images: Type.Array(Type.Object({ name: Type.String(), newTag: Type.String() })),
  }),
);

describe('the manifests for Kubernetes', () => {
  const names = readdirSync(join(DEPLOY, 'kubernetes')).filter((name) => name.endsWith('.yaml'));
  const documents = names.flatMap((name) =>
    parseAllDocuments(text('kubernetes', name)).map((document) => {
      expect(document.errors, name).toEqual([]);
      const value: unknown = document.toJS();
      if (!documentShape.Check(value)) throw new Error(`${name}: ${JSON.stringify(documentShape.Errors(value))}`);
      return { name, value };
    }),
  );
  const ofKind = (...kinds: string[]) => documents.filter(({ value }) => kinds.includes(value.kind)).map(({ value }) => value);
  const workloads = ofKind('Deployment', 'StatefulSet').map((value) => {
    if (!workloadShape.Check(value)) throw new Error(JSON.stringify(workloadShape.Errors(value)));
    return value;
  });

  it('are all named by the kustomization, but for the example of a secret', () => {
    const [kustomization] = ofKind('Kustomization');
    if (!kustomizationShape.Check(kustomization)) throw new Error('no kustomization');
    expect([...kustomization.resources, 'kustomization.yaml', 'secret.example.yaml'].sort()).toEqual(names.sort());
    const version: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(kustomization.images).toEqual([
      expect.objectContaining({ name: 'weir', newTag: Reflect.get(Object(version), 'version') }),
    ]);
  });

  it('select what they make, and mount what there is', () => {
    const claims = ofKind('PersistentVolumeClaim').map(({ metadata }) => metadata?.name);
    for (const { metadata, spec } of workloads) {
      expect(spec.template.metadata.labels, metadata.name).toMatchObject(spec.selector.matchLabels);
      const { volumes, containers } = spec.template.spec;
      const there = [...volumes, ...(spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata)].map(({ name }) => name);
      const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      expect(
        mounted.filter((name) => !there.includes(name)),
        metadata.name,
      ).toEqual([]);
      const claimed = volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
      expect(
        claimed.filter((name) => !claims.includes(name)),
        metadata.name,
      ).toEqual([]);
    }
    const labels = workloads.map(({ spec }) => JSON.stringify(spec.template.metadata.labels));
    for (const service of ofKind('Service')) {
      if (!serviceShape.Check(service)) throw new Error('a service without a selector');
      expect(labels).toContain(JSON.stringify(service.spec.selector));
    }
  });

  it('take secrets by the names and keys of the example', () => {
    const [secret] = ofKind('Secret');
    if (!secretShape.Check(secret)) throw new Error('no example');
    const refs = workloads.flatMap(({ spec }) =>
      spec.template.spec.containers.flatMap(({ env }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])),
    );
    expect(refs.length).toBeGreaterThan(0);
    expect(refs.filter(({ name, key }) => name !== secret.metadata.name || !(key in secret.stringData))).toEqual([]);
  });

  it('give Weir command lines and variables that it knows', async () => {
    const own = workloads.flatMap(({ spec }) => spec.template.spec.containers).filter(({ image }) => image === 'weir');
    expect(own.map(({ args }) => args[0]).sort()).toEqual(['serve', 'worker', 'worker']);
    for (const { args, env } of own) {
      expect(await unknownOptions(args), args.join(' ')).toEqual([]);
      expect(env.map(({ name }) => name).filter((name) => !known().has(name))).toEqual([]);
    }
  });
});
