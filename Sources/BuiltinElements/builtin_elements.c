/* Written by tools/catalogue: `make catalogue`. */
#include "builtin_elements.h"

static const unsigned char vocabulary[] = {
#embed "vocabulary.json"
};

static const unsigned char text_0[] = {
#embed "definitions/abbyy.json"
};

static const unsigned char text_1[] = {
#embed "definitions/acimodelbank.json"
};

static const unsigned char text_2[] = {
#embed "definitions/actessentialsoauth.json"
};

static const unsigned char text_3[] = {
#embed "definitions/acton.json"
};

static const unsigned char text_4[] = {
#embed "definitions/actpremium.json"
};

static const unsigned char text_5[] = {
#embed "definitions/actpremiumcrm.json"
};

static const unsigned char text_6[] = {
#embed "definitions/acuityscheduling.json"
};

static const unsigned char text_7[] = {
#embed "definitions/adobe-esign.json"
};

static const unsigned char text_8[] = {
#embed "definitions/adpvantage.json"
};

static const unsigned char text_9[] = {
#embed "definitions/adpwfnSDF.json"
};

static const unsigned char text_10[] = {
#embed "definitions/akeneo.json"
};

static const unsigned char text_11[] = {
#embed "definitions/alphavantage.json"
};

static const unsigned char text_12[] = {
#embed "definitions/amazons3.json"
};

static const unsigned char text_13[] = {
#embed "definitions/asana.json"
};

static const unsigned char text_14[] = {
#embed "definitions/autopilot.json"
};

static const unsigned char text_15[] = {
#embed "definitions/autotaskcrm.json"
};

static const unsigned char text_16[] = {
#embed "definitions/autotaskfinance.json"
};

static const unsigned char text_17[] = {
#embed "definitions/autotaskhelpdesk.json"
};

static const unsigned char text_18[] = {
#embed "definitions/awsrekognition.json"
};

static const unsigned char text_19[] = {
#embed "definitions/bamboohr.json"
};

static const unsigned char text_20[] = {
#embed "definitions/base.json"
};

static const unsigned char text_21[] = {
#embed "definitions/bazaarvoice.json"
};

static const unsigned char text_22[] = {
#embed "definitions/bigcommerce.json"
};

static const unsigned char text_23[] = {
#embed "definitions/billyaccounting.json"
};

static const unsigned char text_24[] = {
#embed "definitions/box.json"
};

static const unsigned char text_25[] = {
#embed "definitions/brandfolder.json"
};

static const unsigned char text_26[] = {
#embed "definitions/brighttalk.json"
};

static const unsigned char text_27[] = {
#embed "definitions/bullhorn.json"
};

static const unsigned char text_28[] = {
#embed "definitions/campaignmonitor.json"
};

static const unsigned char text_29[] = {
#embed "definitions/chargebee.json"
};

static const unsigned char text_30[] = {
#embed "definitions/chargify.json"
};

static const unsigned char text_31[] = {
#embed "definitions/ciscospark.json"
};

static const unsigned char text_32[] = {
#embed "definitions/closeio.json"
};

static const unsigned char text_33[] = {
#embed "definitions/clover.json"
};

static const unsigned char text_34[] = {
#embed "definitions/concur.json"
};

static const unsigned char text_35[] = {
#embed "definitions/connectwisecrm.json"
};

static const unsigned char text_36[] = {
#embed "definitions/connectwisecrmrest.json"
};

static const unsigned char text_37[] = {
#embed "definitions/connectwisehd.json"
};

static const unsigned char text_38[] = {
#embed "definitions/constantcontact.json"
};

static const unsigned char text_39[] = {
#embed "definitions/dayforcehcm.json"
};

static const unsigned char text_40[] = {
#embed "definitions/db.json"
};

static const unsigned char text_41[] = {
#embed "definitions/desk.json"
};

static const unsigned char text_42[] = {
#embed "definitions/dice.json"
};

static const unsigned char text_43[] = {
#embed "definitions/discordbot.json"
};

static const unsigned char text_44[] = {
#embed "definitions/docusign.json"
};

static const unsigned char text_45[] = {
#embed "definitions/dropbox.json"
};

static const unsigned char text_46[] = {
#embed "definitions/dropboxbusiness.json"
};

static const unsigned char text_47[] = {
#embed "definitions/duedil.json"
};

static const unsigned char text_48[] = {
#embed "definitions/dynamicscrmadfs.json"
};

static const unsigned char text_49[] = {
#embed "definitions/economic.json"
};

static const unsigned char text_50[] = {
#embed "definitions/ecwid.json"
};

static const unsigned char text_51[] = {
#embed "definitions/egnyte.json"
};

static const unsigned char text_52[] = {
#embed "definitions/eloqua.json"
};

static const unsigned char text_53[] = {
#embed "definitions/epages.json"
};

static const unsigned char text_54[] = {
#embed "definitions/epicor.json"
};

static const unsigned char text_55[] = {
#embed "definitions/etsy.json"
};

static const unsigned char text_56[] = {
#embed "definitions/eventmobiv1.json"
};

static const unsigned char text_57[] = {
#embed "definitions/evernote.json"
};

static const unsigned char text_58[] = {
#embed "definitions/expensify.json"
};

static const unsigned char text_59[] = {
#embed "definitions/facebookads.json"
};

static const unsigned char text_60[] = {
#embed "definitions/facebookleadads.json"
};

static const unsigned char text_61[] = {
#embed "definitions/facebooksocial.json"
};

static const unsigned char text_62[] = {
#embed "definitions/fieldawarev2.json"
};

static const unsigned char text_63[] = {
#embed "definitions/flickr.json"
};

static const unsigned char text_64[] = {
#embed "definitions/fortnox.json"
};

static const unsigned char text_65[] = {
#embed "definitions/freshbooks.json"
};

static const unsigned char text_66[] = {
#embed "definitions/freshbooksv2.json"
};

static const unsigned char text_67[] = {
#embed "definitions/freshdesk.json"
};

static const unsigned char text_68[] = {
#embed "definitions/freshdeskv2.json"
};

static const unsigned char text_69[] = {
#embed "definitions/freshservice.json"
};

static const unsigned char text_70[] = {
#embed "definitions/fullcontact.json"
};

static const unsigned char text_71[] = {
#embed "definitions/github.json"
};

static const unsigned char text_72[] = {
#embed "definitions/gmail.json"
};

static const unsigned char text_73[] = {
#embed "definitions/gooddata.json"
};

static const unsigned char text_74[] = {
#embed "definitions/google_cloud_storage.json"
};

static const unsigned char text_75[] = {
#embed "definitions/googlecalendar.json"
};

static const unsigned char text_76[] = {
#embed "definitions/googledrive.json"
};

static const unsigned char text_77[] = {
#embed "definitions/googlepubsub.json"
};

static const unsigned char text_78[] = {
#embed "definitions/googlesheets.json"
};

static const unsigned char text_79[] = {
#embed "definitions/googlesuite.json"
};

static const unsigned char text_80[] = {
#embed "definitions/gotowebinar.json"
};

static const unsigned char text_81[] = {
#embed "definitions/greatplains.json"
};

static const unsigned char text_82[] = {
#embed "definitions/greenhouse.json"
};

static const unsigned char text_83[] = {
#embed "definitions/helpscout.json"
};

static const unsigned char text_84[] = {
#embed "definitions/hireright.json"
};

static const unsigned char text_85[] = {
#embed "definitions/hootsuite.json"
};

static const unsigned char text_86[] = {
#embed "definitions/httppalette.se.json"
};

static const unsigned char text_87[] = {
#embed "definitions/hubspot.json"
};

static const unsigned char text_88[] = {
#embed "definitions/hubspotcrm.json"
};

static const unsigned char text_89[] = {
#embed "definitions/hybris3.json"
};

static const unsigned char text_90[] = {
#embed "definitions/icims.json"
};

static const unsigned char text_91[] = {
#embed "definitions/icontact.json"
};

static const unsigned char text_92[] = {
#embed "definitions/infobip.json"
};

static const unsigned char text_93[] = {
#embed "definitions/infoplus.json"
};

static const unsigned char text_94[] = {
#embed "definitions/infusionsoftcrm.json"
};

static const unsigned char text_95[] = {
#embed "definitions/infusionsoftecommerce.json"
};

static const unsigned char text_96[] = {
#embed "definitions/infusionsoftmarketing.json"
};

static const unsigned char text_97[] = {
#embed "definitions/infusionsoftrest.json"
};

static const unsigned char text_98[] = {
#embed "definitions/insightly.json"
};

static const unsigned char text_99[] = {
#embed "definitions/instagram.json"
};

static const unsigned char text_100[] = {
#embed "definitions/intacct.json"
};

static const unsigned char text_101[] = {
#embed "definitions/ipify.json"
};

static const unsigned char text_102[] = {
#embed "definitions/jira.json"
};

static const unsigned char text_103[] = {
#embed "definitions/jiraRest.json"
};

static const unsigned char text_104[] = {
#embed "definitions/jiraTwo.json"
};

static const unsigned char text_105[] = {
#embed "definitions/kissmetrics.json"
};

static const unsigned char text_106[] = {
#embed "definitions/knowledgeowl.json"
};

static const unsigned char text_107[] = {
#embed "definitions/linkedin.json"
};

static const unsigned char text_108[] = {
#embed "definitions/lithiumlsw.json"
};

static const unsigned char text_109[] = {
#embed "definitions/lyft.json"
};

static const unsigned char text_110[] = {
#embed "definitions/magento.json"
};

static const unsigned char text_111[] = {
#embed "definitions/magentosoapv19.json"
};

static const unsigned char text_112[] = {
#embed "definitions/magentov20.json"
};

static const unsigned char text_113[] = {
#embed "definitions/mailchimpv3.json"
};

static const unsigned char text_114[] = {
#embed "definitions/mailjet.json"
};

static const unsigned char text_115[] = {
#embed "definitions/mailjetmarketing.json"
};

static const unsigned char text_116[] = {
#embed "definitions/mandrill_3.json"
};

static const unsigned char text_117[] = {
#embed "definitions/marketo.json"
};

static const unsigned char text_118[] = {
#embed "definitions/mavenlink.json"
};

static const unsigned char text_119[] = {
#embed "definitions/maximizer.json"
};

static const unsigned char text_120[] = {
#embed "definitions/messagebus.json"
};

static const unsigned char text_121[] = {
#embed "definitions/microsoftgraph.json"
};

static const unsigned char text_122[] = {
#embed "definitions/mixpanel.json"
};

static const unsigned char text_123[] = {
#embed "definitions/moneycorp_2.json"
};

static const unsigned char text_124[] = {
#embed "definitions/mysql.json"
};

static const unsigned char text_125[] = {
#embed "definitions/netsuitecrm.json"
};

static const unsigned char text_126[] = {
#embed "definitions/netsuitecrmv2.json"
};

static const unsigned char text_127[] = {
#embed "definitions/netsuiteerp.json"
};

static const unsigned char text_128[] = {
#embed "definitions/netsuiteerp2018release1-proxy.json"
};

static const unsigned char text_129[] = {
#embed "definitions/netsuiteerpv2.json"
};

static const unsigned char text_130[] = {
#embed "definitions/netsuitefinance.json"
};

static const unsigned char text_131[] = {
#embed "definitions/netsuitefinancev2.json"
};

static const unsigned char text_132[] = {
#embed "definitions/netsuitehc.json"
};

static const unsigned char text_133[] = {
#embed "definitions/netsuitehcv2.json"
};

static const unsigned char text_134[] = {
#embed "definitions/oanda.json"
};

static const unsigned char text_135[] = {
#embed "definitions/onedrivebusiness.json"
};

static const unsigned char text_136[] = {
#embed "definitions/onedrivev2.json"
};

static const unsigned char text_137[] = {
#embed "definitions/onelogin.json"
};

static const unsigned char text_138[] = {
#embed "definitions/onenote.json"
};

static const unsigned char text_139[] = {
#embed "definitions/oraclesalescloud.json"
};

static const unsigned char text_140[] = {
#embed "definitions/outlookemail.json"
};

static const unsigned char text_141[] = {
#embed "definitions/pardot.json"
};

static const unsigned char text_142[] = {
#embed "definitions/paypalv2.json"
};

static const unsigned char text_143[] = {
#embed "definitions/pendoapi.json"
};

static const unsigned char text_144[] = {
#embed "definitions/pinterest.json"
};

static const unsigned char text_145[] = {
#embed "definitions/pipedrive.json"
};

static const unsigned char text_146[] = {
#embed "definitions/pipelinedeals.json"
};

static const unsigned char text_147[] = {
#embed "definitions/plaid.json"
};

static const unsigned char text_148[] = {
#embed "definitions/posable.json"
};

static const unsigned char text_149[] = {
#embed "definitions/postgresql.json"
};

static const unsigned char text_150[] = {
#embed "definitions/quickbase.json"
};

static const unsigned char text_151[] = {
#embed "definitions/quickbasedb.json"
};

static const unsigned char text_152[] = {
#embed "definitions/quickbooks.json"
};

static const unsigned char text_153[] = {
#embed "definitions/quickbooksonprem.json"
};

static const unsigned char text_154[] = {
#embed "definitions/repsly.json"
};

static const unsigned char text_155[] = {
#embed "definitions/returnlyapi.json"
};

static const unsigned char text_156[] = {
#embed "definitions/revel.json"
};

static const unsigned char text_157[] = {
#embed "definitions/sagecrm.json"
};

static const unsigned char text_158[] = {
#embed "definitions/sagelive.json"
};

static const unsigned char text_159[] = {
#embed "definitions/sageone.json"
};

static const unsigned char text_160[] = {
#embed "definitions/salescloud.json"
};

static const unsigned char text_161[] = {
#embed "definitions/salesforcebylaunchbi.json"
};

static const unsigned char text_162[] = {
#embed "definitions/salesforcemarketingcloud.json"
};

static const unsigned char text_163[] = {
#embed "definitions/sapanywhere.json"
};

static const unsigned char text_164[] = {
#embed "definitions/sapbobylaunchbi.json"
};

static const unsigned char text_165[] = {
#embed "definitions/sapborestbylaunchbi.json"
};

static const unsigned char text_166[] = {
#embed "definitions/sapc4ccrm.json"
};

static const unsigned char text_167[] = {
#embed "definitions/sapc4chd.json"
};

static const unsigned char text_168[] = {
#embed "definitions/sapfieldglass.json"
};

static const unsigned char text_169[] = {
#embed "definitions/sapr3bapi.json"
};

static const unsigned char text_170[] = {
#embed "definitions/saps4bapi.json"
};

static const unsigned char text_171[] = {
#embed "definitions/saps4hanacloud.json"
};

static const unsigned char text_172[] = {
#embed "definitions/sendgrid.json"
};

static const unsigned char text_173[] = {
#embed "definitions/sendgridv3.json"
};

static const unsigned char text_174[] = {
#embed "definitions/servicecloud.json"
};

static const unsigned char text_175[] = {
#embed "definitions/servicemax.json"
};

static const unsigned char text_176[] = {
#embed "definitions/servicenow.json"
};

static const unsigned char text_177[] = {
#embed "definitions/servicenowoauth.json"
};

static const unsigned char text_178[] = {
#embed "definitions/servicetitan.json"
};

static const unsigned char text_179[] = {
#embed "definitions/sfdc.json"
};

static const unsigned char text_180[] = {
#embed "definitions/sfdcdocuments.json"
};

static const unsigned char text_181[] = {
#embed "definitions/sfdclibraries.json"
};

static const unsigned char text_182[] = {
#embed "definitions/sfdcservicecloud.json"
};

static const unsigned char text_183[] = {
#embed "definitions/sftp.json"
};

static const unsigned char text_184[] = {
#embed "definitions/sharefile.json"
};

static const unsigned char text_185[] = {
#embed "definitions/sharepoint.json"
};

static const unsigned char text_186[] = {
#embed "definitions/shiftboard.json"
};

static const unsigned char text_187[] = {
#embed "definitions/shopify.json"
};

static const unsigned char text_188[] = {
#embed "definitions/slack.json"
};

static const unsigned char text_189[] = {
#embed "definitions/smartrecruiters.json"
};

static const unsigned char text_190[] = {
#embed "definitions/sonos.json"
};

static const unsigned char text_191[] = {
#embed "definitions/spotify.json"
};

static const unsigned char text_192[] = {
#embed "definitions/sprinklr.json"
};

static const unsigned char text_193[] = {
#embed "definitions/sqlserver.json"
};

static const unsigned char text_194[] = {
#embed "definitions/square.json"
};

static const unsigned char text_195[] = {
#embed "definitions/steam1.json"
};

static const unsigned char text_196[] = {
#embed "definitions/stripe.json"
};

static const unsigned char text_197[] = {
#embed "definitions/sugarcrmv2.json"
};

static const unsigned char text_198[] = {
#embed "definitions/surveymonkey.json"
};

static const unsigned char text_199[] = {
#embed "definitions/tableaubylaunchbi.json"
};

static const unsigned char text_200[] = {
#embed "definitions/talentreef.json"
};

static const unsigned char text_201[] = {
#embed "definitions/taleobusiness.json"
};

static const unsigned char text_202[] = {
#embed "definitions/taulia.json"
};

static const unsigned char text_203[] = {
#embed "definitions/taxify.json"
};

static const unsigned char text_204[] = {
#embed "definitions/tracktikapi2.json"
};

static const unsigned char text_205[] = {
#embed "definitions/trello.json"
};

static const unsigned char text_206[] = {
#embed "definitions/twilio.json"
};

static const unsigned char text_207[] = {
#embed "definitions/twiliov2.json"
};

static const unsigned char text_208[] = {
#embed "definitions/twitter.json"
};

static const unsigned char text_209[] = {
#embed "definitions/typeform.json"
};

static const unsigned char text_210[] = {
#embed "definitions/uber.json"
};

static const unsigned char text_211[] = {
#embed "definitions/underarmour.json"
};

static const unsigned char text_212[] = {
#embed "definitions/vcloudair.json"
};

static const unsigned char text_213[] = {
#embed "definitions/versapay.json"
};

static const unsigned char text_214[] = {
#embed "definitions/volusion.json"
};

static const unsigned char text_215[] = {
#embed "definitions/vsts.json"
};

static const unsigned char text_216[] = {
#embed "definitions/weebly.json"
};

static const unsigned char text_217[] = {
#embed "definitions/westernunion.json"
};

static const unsigned char text_218[] = {
#embed "definitions/woocommercerest.json"
};

static const unsigned char text_219[] = {
#embed "definitions/wrike.json"
};

static const unsigned char text_220[] = {
#embed "definitions/wufoo.json"
};

static const unsigned char text_221[] = {
#embed "definitions/xero.json"
};

static const unsigned char text_222[] = {
#embed "definitions/xledger_combined.json"
};

static const unsigned char text_223[] = {
#embed "definitions/zendesk.json"
};

static const unsigned char text_224[] = {
#embed "definitions/zohocrm.json"
};

static const unsigned char text_225[] = {
#embed "definitions/zoom.json"
};

static const unsigned char text_226[] = {
#embed "definitions/zuorav2.json"
};

static const builtin_element elements[] = {
#ifdef PROVISOR_ONE_ELEMENT /* for make bench, to compare with */
    {"freshservice", 650, text_69, sizeof text_69},
#else
    {"abbyy", 260, text_0, sizeof text_0},
    {"acimodelbank", 28485, text_1, sizeof text_1},
    {"actessentialsoauth", 1251, text_2, sizeof text_2},
    {"acton", 45, text_3, sizeof text_3},
    {"actpremium", 816, text_4, sizeof text_4},
    {"actpremiumcrm", 1173, text_5, sizeof text_5},
    {"acuityscheduling", 6156, text_6, sizeof text_6},
    {"adobe-esign", 426, text_7, sizeof text_7},
    {"adpvantage", 29964, text_8, sizeof text_8},
    {"adpwfnSDF", 818717988, text_9, sizeof text_9},
    {"akeneo", 13630, text_10, sizeof text_10},
    {"alphavantage", 74326267, text_11, sizeof text_11},
    {"amazons3", 16, text_12, sizeof text_12},
    {"asana", 291419757, text_13, sizeof text_13},
    {"autopilot", 528, text_14, sizeof text_14},
    {"autotaskcrm", 50, text_15, sizeof text_15},
    {"autotaskfinance", 4895, text_16, sizeof text_16},
    {"autotaskhelpdesk", 123, text_17, sizeof text_17},
    {"awsrekognition", 184259317, text_18, sizeof text_18},
    {"bamboohr", 6315, text_19, sizeof text_19},
    {"base", 201, text_20, sizeof text_20},
    {"bazaarvoice", 52732, text_21, sizeof text_21},
    {"bigcommerce", 274, text_22, sizeof text_22},
    {"billyaccounting", 121511894, text_23, sizeof text_23},
    {"box", 22, text_24, sizeof text_24},
    {"brandfolder", 492, text_25, sizeof text_25},
    {"brighttalk", 184, text_26, sizeof text_26},
    {"bullhorn", 1702, text_27, sizeof text_27},
    {"campaignmonitor", 3928, text_28, sizeof text_28},
    {"chargebee", 451, text_29, sizeof text_29},
    {"chargify", 525, text_30, sizeof text_30},
    {"ciscospark", 1832, text_31, sizeof text_31},
    {"closeio", 166, text_32, sizeof text_32},
    {"clover", 5217, text_33, sizeof text_33},
    {"concur", 3129, text_34, sizeof text_34},
    {"connectwisecrm", 198, text_35, sizeof text_35},
    {"connectwisecrmrest", 3012, text_36, sizeof text_36},
    {"connectwisehd", 142, text_37, sizeof text_37},
    {"constantcontact", 3929, text_38, sizeof text_38},
    {"dayforcehcm", 50275, text_39, sizeof text_39},
    {"db", 462503683, text_40, sizeof text_40},
    {"desk", 286, text_41, sizeof text_41},
    {"dice", 25908, text_42, sizeof text_42},
    {"discordbot", 826696724, text_43, sizeof text_43},
    {"docusign", 158, text_44, sizeof text_44},
    {"dropbox", 1779, text_45, sizeof text_45},
    {"dropboxbusiness", 1780, text_46, sizeof text_46},
    {"duedil", 857456374, text_47, sizeof text_47},
    {"dynamicscrmadfs", 190, text_48, sizeof text_48},
    {"economic", 5994, text_49, sizeof text_49},
    {"ecwid", 52, text_50, sizeof text_50},
    {"egnyte", 4016, text_51, sizeof text_51},
    {"eloqua", 27, text_52, sizeof text_52},
    {"epages", 1595, text_53, sizeof text_53},
    {"epicor", 27176, text_54, sizeof text_54},
    {"etsy", 128, text_55, sizeof text_55},
    {"eventmobiv1", 52734, text_56, sizeof text_56},
    {"evernote", 125, text_57, sizeof text_57},
    {"expensify", 675, text_58, sizeof text_58},
    {"facebookads", 705032541, text_59, sizeof text_59},
    {"facebookleadads", 202, text_60, sizeof text_60},
    {"facebooksocial", 222, text_61, sizeof text_61},
    {"fieldawarev2", 1062, text_62, sizeof text_62},
    {"flickr", 251, text_63, sizeof text_63},
    {"fortnox", 5866, text_64, sizeof text_64},
    {"freshbooks", 172, text_65, sizeof text_65},
    {"freshbooksv2", 5924, text_66, sizeof text_66},
    {"freshdesk", 144, text_67, sizeof text_67},
    {"freshdeskv2", 491, text_68, sizeof text_68},
    {"freshservice", 650, text_69, sizeof text_69},
    {"fullcontact", 283458624, text_70, sizeof text_70},
    {"github", 6291, text_71, sizeof text_71},
    {"gmail", 6409, text_72, sizeof text_72},
    {"gooddata", 1469, text_73, sizeof text_73},
    {"google_cloud_storage", 866866958, text_74, sizeof text_74},
    {"googlecalendar", 5126, text_75, sizeof text_75},
    {"googledrive", 21, text_76, sizeof text_76},
    {"googlepubsub", 291536709, text_77, sizeof text_77},
    {"googlesheets", 552, text_78, sizeof text_78},
    {"googlesuite", 5601, text_79, sizeof text_79},
    {"gotowebinar", 1743, text_80, sizeof text_80},
    {"greatplains", 46, text_81, sizeof text_81},
    {"greenhouse", 6148, text_82, sizeof text_82},
    {"helpscout", 338, text_83, sizeof text_83},
    {"hireright", 277, text_84, sizeof text_84},
    {"hootsuite", 4066, text_85, sizeof text_85},
    {"httppalette.se", 16029, text_86, sizeof text_86},
    {"hubspot", 43, text_87, sizeof text_87},
    {"hubspotcrm", 168, text_88, sizeof text_88},
    {"hybris3", 389713203, text_89, sizeof text_89},
    {"icims", 803273672, text_90, sizeof text_90},
    {"icontact", 4376, text_91, sizeof text_91},
    {"infobip", 37, text_92, sizeof text_92},
    {"infoplus", 11336, text_93, sizeof text_93},
    {"infusionsoftcrm", 191, text_94, sizeof text_94},
    {"infusionsoftecommerce", 321, text_95, sizeof text_95},
    {"infusionsoftmarketing", 192, text_96, sizeof text_96},
    {"infusionsoftrest", 6158, text_97, sizeof text_97},
    {"insightly", 5993, text_98, sizeof text_98},
    {"instagram", 143, text_99, sizeof text_99},
    {"intacct", 921, text_100, sizeof text_100},
    {"ipify", 10177, text_101, sizeof text_101},
    {"jira", 1, text_102, sizeof text_102},
    {"jiraRest", 451681507, text_103, sizeof text_103},
    {"jiraTwo", 575446229, text_104, sizeof text_104},
    {"kissmetrics", 52736, text_105, sizeof text_105},
    {"knowledgeowl", 27801, text_106, sizeof text_106},
    {"linkedin", 4169, text_107, sizeof text_107},
    {"lithiumlsw", 814, text_108, sizeof text_108},
    {"lyft", 299069516, text_109, sizeof text_109},
    {"magento", 356, text_110, sizeof text_110},
    {"magentosoapv19", 526, text_111, sizeof text_111},
    {"magentov20", 815, text_112, sizeof text_112},
    {"mailchimpv3", 527, text_113, sizeof text_113},
    {"mailjet", 84, text_114, sizeof text_114},
    {"mailjetmarketing", 87, text_115, sizeof text_115},
    {"mandrill_3", 904767538, text_116, sizeof text_116},
    {"marketo", 85, text_117, sizeof text_117},
    {"mavenlink", 964019608, text_118, sizeof text_118},
    {"maximizer", 5127, text_119, sizeof text_119},
    {"messagebus", 108567938, text_120, sizeof text_120},
    {"microsoftgraph", 5836, text_121, sizeof text_121},
    {"mixpanel", 4441, text_122, sizeof text_122},
    {"moneycorp_2", 27805, text_123, sizeof text_123},
    {"mysql", 479, text_124, sizeof text_124},
    {"netsuitecrm", 140, text_125, sizeof text_125},
    {"netsuitecrmv2", 1687, text_126, sizeof text_126},
    {"netsuiteerp", 157, text_127, sizeof text_127},
    {"netsuiteerp2018release1(proxy)", 47468829, text_128, sizeof text_128},
    {"netsuiteerpv2", 987, text_129, sizeof text_129},
    {"netsuitefinance", 155, text_130, sizeof text_130},
    {"netsuitefinancev2", 988, text_131, sizeof text_131},
    {"netsuitehc", 141, text_132, sizeof text_132},
    {"netsuitehcv2", 1688, text_133, sizeof text_133},
    {"oanda", 943810866, text_134, sizeof text_134},
    {"onedrivebusiness", 178, text_135, sizeof text_135},
    {"onedrivev2", 146, text_136, sizeof text_136},
    {"onelogin", 838435012, text_137, sizeof text_137},
    {"onenote", 134, text_138, sizeof text_138},
    {"oraclesalescloud", 1948, text_139, sizeof text_139},
    {"outlookemail", 6410, text_140, sizeof text_140},
    {"pardot", 90, text_141, sizeof text_141},
    {"paypalv2", 2244, text_142, sizeof text_142},
    {"pendoapi", 159446211, text_143, sizeof text_143},
    {"pinterest", 236104689, text_144, sizeof text_144},
    {"pipedrive", 167, text_145, sizeof text_145},
    {"pipelinedeals", 50276, text_146, sizeof text_146},
    {"plaid", 5865, text_147, sizeof text_147},
    {"posable", 50277, text_148, sizeof text_148},
    {"postgresql", 478, text_149, sizeof text_149},
    {"quickbase", 1250, text_150, sizeof text_150},
    {"quickbasedb", 801, text_151, sizeof text_151},
    {"quickbooks", 39, text_152, sizeof text_152},
    {"quickbooksonprem", 195, text_153, sizeof text_153},
    {"repsly", 399602450, text_154, sizeof text_154},
    {"returnlyapi", 292021408, text_155, sizeof text_155},
    {"revel", 5125, text_156, sizeof text_156},
    {"sagecrm", 3641, text_157, sizeof text_157},
    {"sagelive", 676, text_158, sizeof text_158},
    {"sageone", 3458, text_159, sizeof text_159},
    {"salescloud", 204, text_160, sizeof text_160},
    {"salesforcebylaunchbi", 6253, text_161, sizeof text_161},
    {"salesforcemarketingcloud", 1357, text_162, sizeof text_162},
    {"sapanywhere", 1468, text_163, sizeof text_163},
    {"sapbobylaunchbi", 6252, text_164, sizeof text_164},
    {"sapborestbylaunchbi", 6251, text_165, sizeof text_165},
    {"sapc4ccrm", 3521, text_166, sizeof text_166},
    {"sapc4chd", 3522, text_167, sizeof text_167},
    {"sapfieldglass", 741946587, text_168, sizeof text_168},
    {"sapr3bapi", 6353, text_169, sizeof text_169},
    {"saps4bapi", 6354, text_170, sizeof text_170},
    {"saps4hanacloud", 6374, text_171, sizeof text_171},
    {"sendgrid", 6, text_172, sizeof text_172},
    {"sendgridv3", 313165172, text_173, sizeof text_173},
    {"servicecloud", 88, text_174, sizeof text_174},
    {"servicemax", 169, text_175, sizeof text_175},
    {"servicenow", 145, text_176, sizeof text_176},
    {"servicenowoauth", 566, text_177, sizeof text_177},
    {"servicetitan", 28039, text_178, sizeof text_178},
    {"sfdc", 23, text_179, sizeof text_179},
    {"sfdcdocuments", 177, text_180, sizeof text_180},
    {"sfdclibraries", 438, text_181, sizeof text_181},
    {"sfdcservicecloud", 29, text_182, sizeof text_182},
    {"sftp", 1742, text_183, sizeof text_183},
    {"sharefile", 450, text_184, sizeof text_184},
    {"sharepoint", 30, text_185, sizeof text_185},
    {"shiftboard", 217102085, text_186, sizeof text_186},
    {"shopify", 48, text_187, sizeof text_187},
    {"slack", 1358, text_188, sizeof text_188},
    {"smartrecruiters", 6159, text_189, sizeof text_189},
    {"sonos", 441553629, text_190, sizeof text_190},
    {"spotify", 11361525, text_191, sizeof text_191},
    {"sprinklr", 503417482, text_192, sizeof text_192},
    {"sqlserver", 490, text_193, sizeof text_193},
    {"square", 5124, text_194, sizeof text_194},
    {"steam1", 704247206, text_195, sizeof text_195},
    {"stripe", 475, text_196, sizeof text_196},
    {"sugarcrmv2", 170, text_197, sizeof text_197},
    {"surveymonkey", 312525326, text_198, sizeof text_198},
    {"tableaubylaunchbi", 6250, text_199, sizeof text_199},
    {"talentreef", 511465809, text_200, sizeof text_200},
    {"taleobusiness", 6157, text_201, sizeof text_201},
    {"taulia", 288726297, text_202, sizeof text_202},
    {"taxify", 320, text_203, sizeof text_203},
    {"tracktikapi2", 74269422, text_204, sizeof text_204},
    {"trello", 27109, text_205, sizeof text_205},
    {"twilio", 7, text_206, sizeof text_206},
    {"twiliov2", 503, text_207, sizeof text_207},
    {"twitter", 1359, text_208, sizeof text_208},
    {"typeform", 339, text_209, sizeof text_209},
    {"uber", 411991617, text_210, sizeof text_210},
    {"underarmour", 732787569, text_211, sizeof text_211},
    {"vcloudair", 178779790, text_212, sizeof text_212},
    {"versapay", 238589312, text_213, sizeof text_213},
    {"volusion", 51, text_214, sizeof text_214},
    {"vsts", 52729, text_215, sizeof text_215},
    {"weebly", 449, text_216, sizeof text_216},
    {"westernunion", 236082180, text_217, sizeof text_217},
    {"woocommercerest", 2881, text_218, sizeof text_218},
    {"wrike", 551, text_219, sizeof text_219},
    {"wufoo", 685, text_220, sizeof text_220},
    {"xero", 40, text_221, sizeof text_221},
    {"xledger_combined", 27678, text_222, sizeof text_222},
    {"zendesk", 41, text_223, sizeof text_223},
    {"zohocrm", 44, text_224, sizeof text_224},
    {"zoom", 26955, text_225, sizeof text_225},
    {"zuorav2", 2245, text_226, sizeof text_226},
#endif
};

builtin_element builtin_element_at(size_t index) {
    if (index < sizeof elements / sizeof *elements) {
        return elements[index];
    }
    return (builtin_element){0, 0, 0, 0};
}

builtin_text builtin_vocabulary(void) {
    return (builtin_text){vocabulary, sizeof vocabulary};
}
