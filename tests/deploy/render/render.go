// SPDX-License-Identifier: Apache-2.0

// render [-service NAME] [-hooks=false] CHART NAMESPACE [VALUES...] prints what Helm would send for the release
// "overboard": Helm's template language is Go's text/template with the sprig functions and the few below, so this is the
// language itself, without Helm. Values files are merged in order over the chart's values.yaml; NOTES.txt comes last, as
// comments. -service is what applies the result (Release.Service); -hooks=false leaves out tests/ and the notes.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

type values = map[string]interface{}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "render: "+err.Error())
		os.Exit(1)
	}
}

func read(path string) values {
	text, err := os.ReadFile(path)
	fail(err)
	out := values{}
	fail(yaml.Unmarshal(text, &out))
	return out
}

// merge overlays b on a: maps are merged, everything else is replaced, null removes, as Helm does it.
func merge(a, b values) values {
	for key, value := range b {
		below, isMap := value.(values)
		above, wasMap := a[key].(values)
		switch {
		case value == nil:
			delete(a, key)
		case isMap && wasMap:
			a[key] = merge(above, below)
		default:
			a[key] = value
		}
	}
	return a
}

func toYaml(value interface{}) (string, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	err := encoder.Encode(value)
	return strings.TrimSuffix(out.String(), "\n"), err
}

// fromYamlArray is Helm's: the text of a list as a list.
func fromYamlArray(text string) (out []interface{}, err error) {
	err = yaml.Unmarshal([]byte(text), &out)
	return out, err
}

func required(message string, value interface{}) (interface{}, error) {
	if value == nil || value == "" {
		return nil, errors.New(message)
	}
	return value, nil
}

func functions(all *template.Template) template.FuncMap {
	out := sprig.TxtFuncMap()
	execute := func(t *template.Template, data interface{}) (string, error) {
		var text strings.Builder
		err := t.Execute(&text, data)
		return text.String(), err
	}
	out["toYaml"] = toYaml
	out["fromYamlArray"] = fromYamlArray
	out["required"] = required
	out["include"] = func(name string, data interface{}) (string, error) { return execute(all.Lookup(name), data) }
	out["tpl"] = func(text string, data interface{}) (string, error) {
		inner, err := template.Must(all.Clone()).New("tpl").Parse(text)
		if err != nil {
			return "", err
		}
		return execute(inner, data)
	}
	return out
}

func templates(chart string) (*template.Template, []string) {
	all := template.New("chart").Option("missingkey=zero")
	all.Funcs(functions(all))
	paths, err := filepath.Glob(chart + "/templates/*")
	fail(err)
	tests, err := filepath.Glob(chart + "/templates/tests/*")
	fail(err)
	paths = append(paths, tests...)
	sort.Strings(paths)
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		fail(err)
		if info.IsDir() {
			continue
		}
		text, err := os.ReadFile(path)
		fail(err)
		template.Must(all.New(path).Parse(string(text)))
		files = append(files, path)
	}
	return all, files
}

// files is Helm's .Files: what else the chart holds, and nothing outside it.
type files string

func (f files) Get(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(string(f), filepath.Clean("/"+name)))
	return string(text), err
}

// release is what a template sees besides the chart's own files.
func release(chart, namespace, service string, merged values) values {
	meta := read(chart + "/Chart.yaml")
	return values{
		"Values":  merged,
		"Chart":   values{"Name": meta["name"], "Version": meta["version"], "AppVersion": meta["appVersion"]},
		"Release": values{"Name": "overboard", "Namespace": namespace, "Service": service},
		"Files":   files(chart),
	}
}

// show prints one rendered template: nothing for helpers and for those whose condition does not hold.
func show(chart, path, text string) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(filepath.Base(path), "_") || text == "":
	case filepath.Base(path) == "NOTES.txt":
		fmt.Println("# " + strings.ReplaceAll(text, "\n", "\n# "))
	default:
		fmt.Printf("---\n# Source: %s\n%s\n", strings.TrimPrefix(path, chart+"/"), text)
	}
}

func isHook(path string) bool {
	return strings.Contains(path, "/templates/tests/") || filepath.Base(path) == "NOTES.txt"
}

func main() {
	service := flag.String("service", "Helm", "what applies the manifest")
	hooks := flag.Bool("hooks", true, "with tests and notes")
	flag.Parse()
	if flag.NArg() < 2 {
		fail(errors.New("usage: render [-service NAME] [-hooks=false] CHART NAMESPACE [VALUES...]"))
	}
	chart := strings.TrimSuffix(flag.Arg(0), "/")
	merged := read(chart + "/values.yaml")
	for _, path := range flag.Args()[2:] {
		merged = merge(merged, read(path))
	}
	data := release(chart, flag.Arg(1), *service, merged)
	all, paths := templates(chart)
	for _, path := range paths {
		if isHook(path) && !*hooks {
			continue
		}
		var text strings.Builder
		fail(all.ExecuteTemplate(&text, path, data))
		show(chart, path, text.String())
	}
}
