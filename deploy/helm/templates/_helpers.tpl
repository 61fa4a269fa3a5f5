{{- define "herobreak.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ $image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{- define "herobreak.labels" -}}
app.kubernetes.io/name: herobreak
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "herobreak.selector" -}}
app.kubernetes.io/name: herobreak
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end -}}

{{/* A variable from the Secret. The key may be missing. */}}
{{- define "herobreak.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .root.Values.existingSecret }}, key: {{ .key }}, optional: true}
{{- end -}}

{{- define "herobreak.environment" -}}
- {name: DATABASE_URL, value: {{ .Values.database.url | quote }}}
- {name: REDIS_URL, value: {{ .Values.redis.url | quote }}}
- {name: BOARDS_URL, value: {{ .Values.boards.url | quote }}}
{{ include "herobreak.secretVariable" (dict "root" . "name" "DATABASE_PASSWORD" "key" "database-password") }}
{{ include "herobreak.secretVariable" (dict "root" . "name" "REDIS_PASSWORD" "key" "redis-password") }}
{{ include "herobreak.secretVariable" (dict "root" . "name" "BOARDS_PASSWORD" "key" "boards-password") }}
{{ include "herobreak.secretVariable" (dict "root" . "name" "HEROBREAK_METRICS_TOKEN" "key" "metrics-token") }}
- {name: HEROBREAK_URL, value: {{ printf "https://%s" .Values.domain | quote }}}
- {name: HEROBREAK_DEMO, value: "no"}
- {name: HEROBREAK_PROXIES, value: {{ .Values.ingress.proxies | quote }}}
- {name: HEROBREAK_ORGANISATION, value: {{ .Values.organisation | quote }}}
- {name: HEROBREAK_ZONE, value: {{ .Values.zone | quote }}}
- {name: HEROBREAK_BACKUPS, value: /tmp/no-backups} # PostgreSQL is yours, and so are its backups
- {name: PROMETHEUS_MULTIPROC_DIR, value: /tmp/metrics}
- {name: HOST, value: 0.0.0.0}
- {name: PORT, value: "8000"}
{{- end -}}

{{- define "herobreak.podSecurity" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "herobreak.container" -}}
image: {{ include "herobreak.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end -}}
