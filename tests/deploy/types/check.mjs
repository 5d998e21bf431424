// SPDX-License-Identifier: Apache-2.0
// Answers each line of JSON on stdin with one: {"manifest": FILE} types every document of the manifest strictly against the
// published models, which finds misspelt and mistyped fields; {"schema": FILE, "values": FILE} checks values against a JSON
// schema. The answer's "wrong" is empty, or says what is. One process for all: reading the models takes seconds.
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import {createRequire} from 'node:module';
import * as yaml from 'js-yaml';
import ts from 'typescript';

const here = path.dirname(new URL(import.meta.url).pathname);

function documents(file) {
    return yaml.loadAll(fs.readFileSync(file, 'utf8')).filter(Boolean);
}

function model(apiVersion) {
    return apiVersion.startsWith('monitoring.coreos.com') ? '@kubernetes-models/prometheus-operator/' + apiVersion
                                                          : 'kubernetes-models/' + apiVersion;
}

function typed(document, index) {
    return `import {I${document.kind} as T${index}} from '${model(document.apiVersion)}';\n` +
        `export const d${index}: T${index} = ${JSON.stringify(document, null, 1)};\n`;
}

const options = {noEmit: true, strict: true, skipLibCheck: true, module: ts.ModuleKind.Node16,
                 moduleResolution: ts.ModuleResolutionKind.Node16};
const generated = path.join(here, 'generated.mts');  // never on disk: here, so that its imports are found
const host = ts.createCompilerHost(options);
const fromDisk = {getSourceFile: host.getSourceFile, fileExists: host.fileExists};
const models = new Map();
let source = '', before;
host.fileExists = (name) => name === generated || fromDisk.fileExists(name);
host.getSourceFile = (name, target, ...rest) => {
    if (name === generated) return ts.createSourceFile(name, source, target);
    if (!models.has(name)) models.set(name, fromDisk.getSourceFile(name, target, ...rest));
    return models.get(name);
};

// What is wrong with the documents of that file, and how many there are.
function typesOf(file) {
    const all = documents(file);
    source = all.map(typed).join('');
    before = ts.createProgram({rootNames: [generated], options, host, oldProgram: before});
    const found = [...before.getGlobalDiagnostics(), ...before.getSyntacticDiagnostics(), ...before.getSemanticDiagnostics()];
    return {documents: all.length, wrong: ts.formatDiagnostics(found, host).slice(0, 4000)};
}

function valuesOf(schema, file) {
    const Ajv = createRequire(import.meta.url)('ajv');
    const validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(fs.readFileSync(schema, 'utf8')));
    validate(yaml.load(fs.readFileSync(file, 'utf8')));
    const wrong = validate.errors ?? [];
    return {wrong: wrong.map((each) => `${each.instancePath || '/'} ${each.message} ${JSON.stringify(each.params)}\n`).join('')};
}

for await (const line of readline.createInterface({input: process.stdin})) {
    const asked = JSON.parse(line);
    console.log(JSON.stringify(asked.schema ? valuesOf(asked.schema, asked.values) : typesOf(asked.manifest)));
}
