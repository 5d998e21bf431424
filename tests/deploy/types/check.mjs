// SPDX-License-Identifier: Apache-2.0
// check.mjs FILE...: every document of the manifests typed strictly against the published models, which finds misspelt
// and mistyped fields. check.mjs --schema SCHEMA FILE: a values file against a JSON schema. Prints what is wrong.
import fs from 'node:fs';
import path from 'node:path';
import {execFileSync} from 'node:child_process';
import {createRequire} from 'node:module';
import * as yaml from 'js-yaml';

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

function checkTypes(files) {
    const all = files.flatMap(documents);
    const source = path.join(here, `generated-${process.pid}.mts`);
    fs.writeFileSync(source, all.map(typed).join(''));
    try {
        execFileSync(path.join(here, 'node_modules/.bin/tsc'),
                     ['--noEmit', '--strict', '--skipLibCheck', '--module', 'node16', '--moduleResolution', 'node16', source],
                     {stdio: 'pipe'});
        console.log(`${all.length} documents are well typed`);
    } catch (error) {
        console.log(String(error.stdout).slice(0, 4000));
        process.exitCode = 1;
    } finally {
        fs.rmSync(source);
    }
}

function checkSchema(schema, file) {
    const Ajv = createRequire(import.meta.url)('ajv');
    const validate = new Ajv({allErrors: true, strict: false}).compile(JSON.parse(fs.readFileSync(schema, 'utf8')));
    if (validate(yaml.load(fs.readFileSync(file, 'utf8')))) return;
    for (const error of validate.errors) console.log(`${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
    process.exitCode = 1;
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--schema') checkSchema(rest[0], rest[1]);
else checkTypes([first, ...rest]);
