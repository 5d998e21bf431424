{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- define "overboard.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "overboard.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The pod of helm test: no sensor, so that no service and no monitor takes it for one. */ -}}
{{- define "overboard.selftestSelector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}-selftest
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "overboard.labels" -}}
{{ include "overboard.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- if eq .Release.Service "Helm" }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
{{- end }}

{{- define "overboard.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "overboard.fullname" .) .Values.serviceAccount.name }}
{{- else }}{{ default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "overboard.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}
{{- else }}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}
{{- end }}
{{- end }}
{{- end }}

{{- define "overboard.rulePaths" -}}
- /usr/share/overboard/rules
- /etc/overboard/rules.d/custom
{{- range .Values.rules.existingConfigMaps }}
- /etc/overboard/rules.d/{{ . }}
{{- end }}
{{- end }}

{{- /* What a probe adds when config.metrics.tls is set: the address then speaks TLS only. */ -}}
{{- define "overboard.probeScheme" -}}
{{- if dig "metrics" "tls" "cert" "" .Values.config }}, scheme: HTTPS{{ end }}
{{- end -}}
