// Matches every file: what YARA looked at is told by this rule alone, which is no finding.
rule wardroom_examined
{
    meta:
        role = "examined"
    condition:
        true
}
