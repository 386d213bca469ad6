"""A stand-in for an AWS account on loopback: moto's server, seeded with usual mistakes.

    python account.py [--port 0] [--check-keys] [--die-after N]

Runs with the Python of the `moto` environment (`python3 -m tooling.environments install moto`).
Prints `ready endpoint=http://127.0.0.1:PORT account=123456789012` and serves until it is ended.
Any access key is good, unless `--check-keys`: then only those of the account are, and they do what
their user may; `key=… secret=…` of a user without any right are printed too. With `--die-after` it
is gone, as if killed, after so many requests of others.
"""

import argparse
import json
import os
import sys
import threading

ACCOUNT = "123456789012"
REGION = "us-east-1"
# What moto 5.2 leaves out and the scanners ask for; answered as AWS does in an account that uses
# none of it. What is missing beside these is refused with 400: after a 500 boto3 asks again.
ANSWERS = {
    "ec2": {
        "describe_client_vpn_endpoints": {"ClientVpnEndpoints": []},
        "get_ebs_default_kms_key_id": {"KmsKeyId": "alias/aws/ebs"},
        "get_image_block_public_access_state": {"ImageBlockPublicAccessState": "unblocked"},
        "get_instance_metadata_defaults": {"AccountLevel": {}},
        "get_snapshot_block_public_access_state": {"State": "unblocked"},
    },
    "iam": {
        "generate_service_last_accessed_details": {"JobId": "0" * 36},
        "get_service_last_accessed_details": {"JobStatus": "COMPLETED", "ServicesLastAccessed": []},
        "list_organizations_features": {"OrganizationId": "o-demo", "EnabledFeatures": []},
        "list_service_specific_credentials": {"ServiceSpecificCredentials": []},
    },
    "ssm": {
        "describe_instance_information": {"InstanceInformationList": []},
        "list_resource_compliance_summaries": {"ResourceComplianceSummaryItems": []},
    },
}


def mend() -> None:
    """Teach moto what the scanners need; it is imported only after its settings are made."""
    from moto.core.responses import ActionResult, BaseResponse
    from moto.ec2.responses import EC2Response
    from moto.iam.responses import IamResponse
    from moto.ssm.responses import SimpleSystemManagerResponse

    classes = {"ec2": EC2Response, "iam": IamResponse, "ssm": SimpleSystemManagerResponse}
    for service, actions in ANSWERS.items():
        for action, answer in actions.items():
            if not hasattr(classes[service], action):
                setattr(classes[service], action, lambda self, told=answer: ActionResult(told))

    describe_regions = EC2Response.describe_regions

    def with_filters(self: EC2Response) -> ActionResult:
        """moto passes `opt-in-status` over, so that ScoutSuite leaves every region out."""
        for given in self._get_param("Filters", []) or []:
            if given == {"Name": "opt-in-status", "Values": ["not-opted-in"]}:
                return ActionResult({"Regions": []})
        return describe_regions(self)

    EC2Response.describe_regions = with_filters

    call = BaseResponse.call_action

    def without_crash(self: BaseResponse) -> tuple:
        try:
            return call(self)
        except NotImplementedError as error:
            if self.headers.get("X-Amz-Target") or self.service_name in ("lambda", "s3control"):
                told = {"__type": "UnsupportedOperation", "message": str(error)}
                return 400, {"x-amzn-errortype": "UnsupportedOperation"}, json.dumps(told)
            told = f"<Code>UnsupportedOperation</Code><Message>{error}</Message>"
            return 400, {}, f"<Response><Errors><Error>{told}</Error></Errors></Response>"

    BaseResponse.call_action = without_crash
    name_policies()


def name_policies() -> None:
    """moto leaves their names out of the account's authorization details."""
    from moto.iam.models import AWSManagedPolicy, ManagedPolicy

    for policy in (AWSManagedPolicy, ManagedPolicy):
        policy.policy_name = property(lambda self: self.name)


class Mortal:
    """An application that ends its process at the request after `requests`, from `begin()` on."""

    def __init__(self, application, requests: int | None) -> None:
        self.application, self.left = application, requests
        self.has_begun = False

    def __call__(self, environ, start_response):
        if self.has_begun and self.left is not None:
            self.left -= 1
            if self.left < 0:
                os._exit(9)
        return self.application(environ, start_response)

    def begin(self) -> None:
        self.has_begun = True


def seed(endpoint: str) -> None:
    """The usual mistakes: open buckets, keys and doors."""
    client = {name: connect(name, endpoint) for name in ("s3", "iam", "ec2", "sqs")}
    seed_buckets(client["s3"])
    seed_people(client["iam"])
    seed_network(client["ec2"])
    # The one thing without a fault.
    client["sqs"].create_queue(
        QueueName="demo-tasks", Attributes={"KmsMasterKeyId": "alias/aws/sqs"}
    )


def make_powerless(endpoint: str) -> dict[str, str]:
    """A key of a user who may nothing."""
    iam = connect("iam", endpoint)
    iam.create_user(UserName="bob-no-rights")
    return iam.create_access_key(UserName="bob-no-rights")["AccessKey"]


def connect(service: str, endpoint: str):
    import boto3

    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="seed",
    )


def seed_buckets(s3) -> None:
    s3.create_bucket(Bucket="demo-public-bucket", ObjectOwnership="ObjectWriter")
    s3.put_bucket_acl(Bucket="demo-public-bucket", ACL="public-read")
    s3.put_bucket_policy(
        Bucket="demo-public-bucket",
        Policy=policy(Principal="*", Action="s3:GetObject", Resource=f"{bucket('public')}/*"),
    )
    s3.create_bucket(Bucket="demo-private-bucket")
    for name in ("public", "private"):  # AWS does so by itself since 2023
        s3.put_bucket_encryption(
            Bucket=f"demo-{name}-bucket",
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
        )
    s3.put_public_access_block(
        Bucket="demo-private-bucket",
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    s3.put_bucket_versioning(
        Bucket="demo-private-bucket", VersioningConfiguration={"Status": "Enabled"}
    )


def seed_people(iam) -> None:
    iam.create_user(UserName="alice-no-mfa")
    iam.create_login_profile(UserName="alice-no-mfa", Password="Passw0rd!Passw0rd")
    iam.create_access_key(UserName="alice-no-mfa")
    everything = iam.create_policy(
        PolicyName="star-star", PolicyDocument=policy(Action="*", Resource="*")
    )
    iam.attach_user_policy(UserName="alice-no-mfa", PolicyArn=everything["Policy"]["Arn"])
    iam.create_role(
        RoleName="open-trust",
        AssumeRolePolicyDocument=policy(Principal={"AWS": "*"}, Action="sts:AssumeRole"),
    )


def seed_network(ec2) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="open", Description="open", VpcId=vpc)["GroupId"]
    everywhere = [{"CidrIp": "0.0.0.0/0"}]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": everywhere},
            {"IpProtocol": "-1", "IpRanges": everywhere},
        ],
    )
    ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8, Encrypted=False)
    image = ec2.register_image(Name="demo", Architecture="x86_64", RootDeviceName="/dev/sda1")[
        "ImageId"
    ]
    ec2.run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.micro",
        SubnetId=subnet,
        SecurityGroupIds=[group],
    )


def bucket(name: str) -> str:
    return f"arn:aws:s3:::demo-{name}-bucket"


def policy(**statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--check-keys", action="store_true", help="as AWS does")
    parser.add_argument("--die-after", type=int, metavar="N", help="end at the request after N")
    given = parser.parse_args()
    # Thousands of public snapshots of moto's own would be found beside what is seeded.
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

    mend()
    from moto import settings
    from moto.moto_api._internal import mock_random

    mock_random.seed(2026)  # the same ids at each start, so that a second scan finds the same
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    application = Mortal(DomainDispatcherApplication(create_backend_app), given.die_after)
    server = make_server("127.0.0.1", given.port, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    seed(endpoint)
    said = {"endpoint": endpoint, "account": ACCOUNT}
    if given.check_keys:
        key = make_powerless(endpoint)
        said |= {"key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}
        settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    application.begin()
    print("ready", *(f"{name}={value}" for name, value in said.items()), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
