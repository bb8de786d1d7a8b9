(**************************************************************************************************)
(* Coq's classical real numbers are a realFieldType                                               *)
(*   R_realFieldType == at the price of one axiom more than Reals: epsilon (MathComp asks for a   *)
(*                     choice)                                                                    *)
(**************************************************************************************************)
From Coq Require Import Reals Epsilon FunctionalExtensionality Lra.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset order ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory Order.Theory.

Definition R_eqb (a b : R) : bool := if Req_EM_T a b then true else false.
Lemma R_eqbP : Equality.axiom R_eqb.
Proof. by move=> a b; rewrite /R_eqb; case: Req_EM_T => h; constructor. Qed.
Canonical R_eqType := EqType R (EqMixin R_eqbP).
Definition R_find (P : pred R) (n : nat) : option R :=
  let x := epsilon (inhabits R0) (fun x => P x) in if P x then Some x else None.
Fact R_choice : choiceMixin R.
Proof.
exists R_find => [P n x|P [x Px]|P P' e n].
- by rewrite /R_find; case: ifP => // h [<-].
- by exists 0%N; rewrite /R_find (epsilon_spec (inhabits R0) (fun x => P x) (ex_intro _ x Px)).
by have -> : P = P' by apply: functional_extensionality.
Qed.
Canonical R_choiceType := ChoiceType R R_choice.

Fact RplusA : associative Rplus. Proof. by move=> a b c; rewrite Rplus_assoc. Qed.
Fact RmultA : associative Rmult. Proof. by move=> a b c; rewrite Rmult_assoc. Qed.
Definition R_zmodMixin := ZmodMixin RplusA Rplus_comm Rplus_0_l Rplus_opp_l.
Canonical R_zmodType := ZmodType R R_zmodMixin.
Fact R1_neq0 : R1 != R0 :> R. Proof. by apply/eqP; apply: R1_neq_R0. Qed.
Fact RmultDl : left_distributive Rmult Rplus. Proof. by move=> a b c;
  rewrite Rmult_plus_distr_r. Qed.
Definition R_ringMixin := ComRingMixin RmultA Rmult_comm Rmult_1_l RmultDl R1_neq0.
Canonical R_ringType := RingType R R_ringMixin.
Canonical R_comRingType := ComRingType R Rmult_comm.
Definition R_inv (a : R) : R := if a != R0 then Rinv a else R0.
Fact R_mulV : GRing.Field.axiom R_inv.
Proof. by move=> a nz; rewrite /R_inv nz; apply: Rinv_l; apply/eqP. Qed.
Fact R_inv0 : R_inv 0%R = 0%R. Proof. by rewrite /R_inv eqxx. Qed.
Definition R_unitMixin := FieldUnitMixin R_mulV R_inv0.
Canonical R_unitRingType := UnitRingType R R_unitMixin.
Canonical R_comUnitRingType := [comUnitRingType of R].
Fact R_field_mixin : GRing.Field.mixin_of R_unitRingType. Proof. exact: FieldMixin. Qed.
Definition R_idomainMixin := FieldIdomainMixin R_field_mixin.
Canonical R_idomainType := IdomainType R R_idomainMixin.
Canonical R_fieldType := FieldType R R_field_mixin.

Definition R_leb (a b : R) : bool := if Rle_dec a b then true else false.
Lemma R_lebP a b : reflect (Rle a b) (R_leb a b).
Proof. by rewrite /R_leb; case: Rle_dec => h; constructor. Qed.
Definition R_ltb (a b : R) : bool := (b != a) && R_leb a b.
Fact R_le0_add a b : R_leb 0 a -> R_leb 0 b -> R_leb 0 (a + b)%R.
Proof. by move=> /R_lebP h /R_lebP h'; apply/R_lebP; exact: Rplus_le_le_0_compat. Qed.
Fact R_le0_mul a b : R_leb 0 a -> R_leb 0 b -> R_leb 0 (a * b)%R.
Proof. by move=> /R_lebP h /R_lebP h'; apply/R_lebP; exact: Rmult_le_pos. Qed.
Fact R_le0_anti a : R_leb 0 a -> R_leb a 0 -> a = 0%R.
Proof. by move=> /R_lebP h /R_lebP h'; apply: Rle_antisym. Qed.
Fact R_sub_ge0 a b : R_leb 0 (b - a)%R = R_leb a b.
Proof. by apply/R_lebP/R_lebP; rewrite /GRing.add /GRing.opp /GRing.zero /= => h; lra. Qed.
Fact R_le0_total a : R_leb 0 a || R_leb a 0.
Proof. by case: (Rle_or_lt R0 a) => h; apply/orP; [left|right]; apply/R_lebP => //;
  apply: Rlt_le. Qed.
Definition R_norm (a : R) := Rabs a.
Fact R_normN a : R_norm (- a)%R = R_norm a. Proof. exact: Rabs_Ropp. Qed.
Fact R_norm_ge0 a : R_leb 0 a -> R_norm a = a.
Proof. by move=> /R_lebP h; apply: Rabs_pos_eq. Qed.
Fact R_lt_def a b : R_ltb a b = (b != a) && R_leb a b. Proof. by []. Qed.
Definition R_leMixin := RealLeMixin R_le0_add R_le0_mul R_le0_anti R_sub_ge0 R_le0_total R_normN
  R_norm_ge0 R_lt_def.
Canonical R_porderType := POrderType ring_display R R_leMixin.
Canonical R_latticeType := LatticeType R R_leMixin.
Canonical R_distrLatticeType := DistrLatticeType R R_leMixin.
Canonical R_orderType := OrderType R R_leMixin.
Canonical R_numDomainType := NumDomainType R R_leMixin.
Canonical R_normedZmodType := NormedZmodType R R R_leMixin.
Canonical R_numFieldType := [numFieldType of R].
Canonical R_realDomainType := [realDomainType of R].
Canonical R_realFieldType := [realFieldType of R].
