{{/* Names are fixed, not derived from the release: cache nodes find the operator by its Service, and there is one operator in a cluster. */}}
{{- define "larder.labels" -}}
app.kubernetes.io/name: larder-operator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: larder
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end }}
{{- define "larder.selector" -}}
app.kubernetes.io/name: larder-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
