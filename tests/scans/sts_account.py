"""An AWS account of moto that checks keys, for the tests of credentials.

Runs with the Python of the `moto` environment. Prints one JSON line: the endpoint, the keys of
`auditor`, who may assume `reader`, and of `nobody`, who may not. Serves until it is ended.
"""

import json
import os
import threading

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "8"  # those below; from then on keys are checked
os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
endpoint = "http://{}:{}".format(*server.get_host_and_port())
iam = boto3.client(
    "iam",
    region_name="us-east-1",
    endpoint_url=endpoint,
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
    aws_secret_access_key="first",
)
everything = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
nothing = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
}
told = {"endpoint": endpoint}
for name, policy in (("auditor", everything), ("nobody", nothing)):
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    told[name] = [key["AccessKeyId"], key["SecretAccessKey"]]
role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(everything))
told["role"] = role["Role"]["Arn"]
iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=json.dumps(everything))
print(json.dumps(told), flush=True)
threading.Event().wait()
