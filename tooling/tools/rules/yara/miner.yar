rule cryptocurrency_miner_configuration : miner
{
    meta:
        title = "Configuration of a cryptocurrency miner"
        description = "The address of a mining pool beside the settings of a miner."
        severity = "high"
        attack = "T1496"
    strings:
        $pool = /stratum\+(tcp|ssl|udp):\/\/[\w.-]{3,120}:[0-9]{2,5}/
        $setting_1 = "donate-level"
        $setting_2 = "\"pools\""
        $setting_3 = "randomx" nocase
        $setting_4 = "cryptonight" nocase
        $setting_5 = "--nicehash"
    condition:
        filesize < 5MB and $pool and any of ($setting_*)
}
