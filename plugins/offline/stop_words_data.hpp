// The little words behind vocabulary.hpp, as data: in English, German, Spanish and French, written without
// accents.
#pragma once
#include <string_view>

namespace garden::offline {

// Words that say nothing about which tool is meant.
inline constexpr std::string_view kStopWords =
    "a an the of in on at to for from by with and or but nor so than then as is are was were be been being "
    "am "
    "do does did done have has had having can could would should shall will may might must i me my we us our "
    "you your it its he she they them their this that these those there here what which who whom whose where "
    "when why how much many more most less least very really just only also too please show list give get "
    "tell see find fetch display look let need want like know think say any some all each every other "
    "another "
    "same one ones thing stuff right now currently today's current s t re ll ve d m if not no yes ok okay hi "
    "hello hey thanks thank about into over under per out up down off again still yet ever currently going "
    "go "
    "got make made be did able every everything anything something nothing top best worst first last next "
    "please kindly could tell us which's what's who's during within since until between "
    "der die das den dem des ein eine einen einem einer und oder ist sind war was welche welcher welches wie "
    "viel viele wir uns ich mir mich bitte zeige zeig gib mir im am in auf aus von zu mit fur haben hat noch "
    "es gibt welchen alle "
    "el la los las un una unos unas y o es son era que cual cuales cuanto cuantos como de del al en con por "
    "para mi nos nuestro nuestros hay tenemos tiene muestra muestrame dame esta estan lo se mas "
    "le les une des du et ou est sont etait quel quelle quels quelles combien comment dans avec pour par sur "
    "nous notre nos je moi il elle ils elles montre donne affiche ce ces cette qui quoi a au aux y en se ne "
    "pas";

}  // namespace garden::offline
