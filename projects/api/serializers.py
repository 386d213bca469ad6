"""What people, projects, targets, credentials and keys look like in JSON."""

from __future__ import annotations

from rest_framework import serializers

from projects.credentials import environment_of
from projects.keys import LONGEST_OVERLAP
from projects.models import ApiKey, Credential, Membership, Project, Target
from projects.roles import Role, Scope

PROJECT_HELP = "Id or slug; without it, the caller's default project."


class TokenRequest(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False)


class TokenAnswer(serializers.Serializer):
    access_token = serializers.CharField()
    token_type = serializers.ChoiceField(choices=["bearer"])
    expires_in = serializers.IntegerField(help_text="Seconds.")
    expires_at = serializers.DateTimeField()


class RevokeRequest(serializers.Serializer):
    all = serializers.BooleanField(default=False, help_text="Every token of the caller.")


class ProjectReference(serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = ["id", "slug", "name"]
        read_only_fields = fields


class OwnMembership(serializers.ModelSerializer):
    project = ProjectReference()

    class Meta:
        model = Membership
        fields = ["project", "role", "is_default"]
        read_only_fields = fields


class KeyReference(serializers.ModelSerializer):
    class Meta:
        model = ApiKey
        fields = ["id", "name", "scopes", "expires"]
        read_only_fields = fields


class Me(serializers.Serializer):
    id = serializers.UUIDField()
    username = serializers.CharField()
    email = serializers.CharField()
    is_staff = serializers.BooleanField()
    is_superuser = serializers.BooleanField()
    memberships = OwnMembership(many=True)
    default_project = ProjectReference(allow_null=True)
    api_key = KeyReference(allow_null=True, help_text="The key of this request, if it came by one.")


class MeChange(serializers.Serializer):
    default_project = serializers.CharField(help_text="Id or slug.")


class ProjectSerializer(serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = ["id", "name", "slug", "archived", "max_runs", "created", "updated"]
        read_only_fields = ["id", "created", "updated"]
        # Uniqueness is the database's answer (DUPLICATE_RESOURCE), not a shape.
        extra_kwargs = {"slug": {"required": False, "validators": []}}

    slug = serializers.SlugField(max_length=80, required=False)


class NewProject(ProjectSerializer):
    class Meta(ProjectSerializer.Meta):
        fields = ["name", "slug"]


class MemberSerializer(serializers.ModelSerializer):
    username = serializers.CharField(source="user.username", max_length=150)
    role = serializers.ChoiceField(choices=Role.choices)

    class Meta:
        model = Membership
        fields = ["username", "role", "created", "updated"]
        read_only_fields = ["created", "updated"]


class RoleChange(serializers.Serializer):
    role = serializers.ChoiceField(choices=Role.choices)


class TargetSerializer(serializers.ModelSerializer):
    project = ProjectReference(read_only=True)

    class Meta:
        model = Target
        fields = [
            "id",
            "project",
            "kind",
            "locator",
            "name",
            "credential",
            "options",
            "retired",
            "created",
            "updated",
        ]
        read_only_fields = fields


class TargetChange(serializers.Serializer):
    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    options = serializers.DictField(required=False)
    credential = serializers.UUIDField(required=False, allow_null=True)
    retired = serializers.BooleanField(required=False)


class NewTarget(serializers.Serializer):
    project = serializers.CharField(required=False, help_text=PROJECT_HELP)
    # Not a choice field: the verb knows the kinds that can be made, and lists them.
    kind = serializers.CharField(max_length=16, help_text="One of the kinds of targets.")
    locator = serializers.CharField(max_length=2000, trim_whitespace=False)
    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    options = serializers.DictField(required=False)
    credential = serializers.UUIDField(required=False, allow_null=True)


class CredentialSerializer(serializers.ModelSerializer):
    project = ProjectReference(read_only=True)
    fields_set = serializers.SerializerMethodField(help_text="Names of the values that are stored.")
    environment = serializers.SerializerMethodField(
        help_text="Names of the variables that a tool gets; some point to private files."
    )
    has_expired = serializers.BooleanField()
    last_result = serializers.ChoiceField(
        Credential.Result.choices, allow_blank=True, help_text="Empty: never checked."
    )
    last_error = serializers.CharField(help_text="As a tool's run would say it; empty where ok.")
    last_cause = serializers.CharField(help_text="What the provider said.")
    last_identity = serializers.CharField(help_text="For whom the provider takes it.")

    class Meta:
        model = Credential
        fields = [
            "id",
            "project",
            "name",
            "kind",
            "fields_set",
            "environment",
            "expires",
            "has_expired",
            "last_checked",
            "last_result",
            "last_error",
            "last_cause",
            "last_identity",
            "created",
            "updated",
        ]
        read_only_fields = fields

    def get_fields_set(self, credential: Credential) -> list[str]:
        return sorted(credential.values)

    def get_environment(self, credential: Credential) -> list[str]:
        return environment_of(credential)


class _Values(serializers.DictField):
    child = serializers.CharField(trim_whitespace=False, max_length=65_536)


class CredentialChange(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    values = _Values(required=False, allow_empty=False, write_only=True)
    expires = serializers.DateTimeField(required=False, allow_null=True)


class NewCredential(serializers.Serializer):
    project = serializers.CharField(required=False, help_text=PROJECT_HELP)
    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=Credential.Kind.choices)
    values = _Values(
        allow_empty=False,
        write_only=True,
        help_text="Fields of the kind in small letters, environment variables in any other; "
        "never shown again.",
    )
    expires = serializers.DateTimeField(required=False, allow_null=True)


class ApiKeySerializer(serializers.ModelSerializer):
    owner = serializers.CharField(source="owner.username", read_only=True)
    project = ProjectReference(read_only=True, allow_null=True)

    class Meta:
        model = ApiKey
        fields = [
            "id",
            "name",
            "owner",
            "project",
            "prefix",
            "scopes",
            "expires",
            "revoked",
            "last_used",
            "created",
        ]
        read_only_fields = fields


class IssuedKey(ApiKeySerializer):
    key = serializers.CharField(help_text="The key itself, shown this once.")

    class Meta(ApiKeySerializer.Meta):
        fields = [*ApiKeySerializer.Meta.fields, "key"]
        read_only_fields = fields


class NewApiKey(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices), allow_empty=False, max_length=20
    )
    project = serializers.CharField(
        required=False, allow_null=True, help_text="Id or slug; without it, all of the owner's."
    )
    expires = serializers.DateTimeField(required=False, allow_null=True)


class Rotation(serializers.Serializer):
    overlap_seconds = serializers.IntegerField(
        min_value=0,
        max_value=int(LONGEST_OVERLAP.total_seconds()),
        default=86_400,
        help_text="How long the old key still works.",
    )
